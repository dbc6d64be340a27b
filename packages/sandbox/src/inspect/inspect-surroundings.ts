import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { namesAtTop } from "../carve-outs.ts";
import { keptInGitDir } from "../git/kept.ts";
import { gitSurface } from "../git/surface.ts";
import { type OutlineEntry, outlineProfile } from "../outline.ts";
import { absolutePath, isWithin, joinPath } from "../path/lexical.ts";
import type { Profile } from "../profile.ts";
import type { PathFact, Surroundings } from "../surroundings.ts";
import { expandGlobs } from "./expand-glob.ts";
import type { FileView } from "./file-view.ts";
import { mountAliases } from "./mount-aliases.ts";
import { nodeFileView } from "./node-file-view.ts";
import { lookAt } from "./path-fact.ts";
import { rememberingView } from "./remembering-view.ts";
import { findSecrets } from "./secrets.ts";

/** What to inspect, and for which profile. */
export interface InspectOptions {
  /** Workspace roots, absolute. */
  readonly roots: readonly string[];
  /** The profile whose plan will be resolved; it says what to look at. */
  readonly profile: Profile;
  /** Environment of the host process: TMPDIR, XDG_CONFIG_HOME and GIT_CONFIG_* are read from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Home of the user, absolute. */
  readonly home: string;
  /** Paddock's own folder, absolute. */
  readonly paddockHome: string;
  /**
   * Folder of Codex, hidden like our own unless the profile names it itself, as one for running Codex does; default CODEX_HOME or
   * `.codex` in the home.
   */
  readonly codexHome?: string;
  /** Files and folders of Paddock's own install: node, bundle, node_modules, helper. */
  readonly install: readonly string[];
  /** A folder of the session to serve as /tmp. */
  readonly privateTmp?: string;
  /** The file system to look at; default this machine's. */
  readonly view?: FileView;
  /** Text of /proc/self/mountinfo; default this process's, empty where there is none. */
  readonly mountinfo?: string;
  /** User id that PADDOCK_HOME must belong to; default this process's. */
  readonly uid?: number;
}

/**
 * Looks at everything that a plan for `profile` depends on: links, existing and missing names, deny globs, the git
 * surface, secrets, mounts. Reads; never writes and never runs a program.
 *
 * @throws {SandboxError} `path-invalid`, `entry-invalid` or `scan-failed`.
 */
export async function inspectSurroundings(options: InspectOptions): Promise<Surroundings> {
  const view = rememberingView(options.view ?? nodeFileView);
  const { profile, env } = options;
  const roots = options.roots.map((root) => absolutePath(root, "a workspace root"));
  const paddockHome = absolutePath(options.paddockHome, "PADDOCK_HOME");
  const homes = homesOf(options);
  const tmpdir = temporaryFolder(env["TMPDIR"], [...homes, paddockHome]);
  const names = { roots, homes, ...(tmpdir === undefined ? {} : { tmpdir }) };
  const facts: Record<string, PathFact> = {};
  const look = (path: string): PathFact => (facts[path] ??= lookAt(view, path));

  const outline = outlineProfile(profile, names);
  const codex = options.codexHome ?? env["CODEX_HOME"] ?? joinPath(options.home, ".codex");
  for (const item of outline) look(item.path);
  for (const path of profile.unixSockets ?? []) if (path.startsWith("/")) look(path);
  const install = options.install.map((path) => absolutePath(path, "a part of the install"));
  for (const path of [paddockHome, codex, ...install]) look(path);
  const codexHome = isNamed(look(codex).real, outline, roots, look) ? undefined : codex;

  const writable: string[] = [];
  const isPrivate = profile.tmp !== "shared" && options.privateTmp !== undefined;
  for (const item of outline) {
    if (item.access !== "write" || item.disk || (item.kind === "tmp" && isPrivate)) continue;
    const fact = look(item.path);
    if (fact.type !== "directory") continue;
    writable.push(fact.real);
    for (const { name } of namesAtTop(fact.real, homes))
      look(fact.real === "/" ? `/${name}` : `${fact.real}/${name}`);
  }
  const confined = profile.mode !== "danger-full-access";
  const gitRoots = [...new Set(writable.filter((path) => path !== "/"))];
  const git = gitSurface(view, confined ? gitRoots : [], {
    homes,
    globalConfigs: globalGitConfigs(homes, env),
  });
  const patterns = Map.groupBy(
    outline.filter((item) => item.glob !== undefined),
    (item) => item.path,
  );
  const depth = profile.globScanMaxDepth === undefined ? {} : { depth: profile.globScanMaxDepth };
  const globs = [...patterns].flatMap(([path, items]) =>
    expandGlobs(view, path, [...new Set(items.map((item) => item.glob!))], depth),
  );
  const secrets = confined && profile.secrets !== "readable" ? findSecrets(view, homes) : [];
  const homeFact = facts[paddockHome]!;
  const denied = [
    ...outline
      .filter((item) => item.access === "deny" && item.glob === undefined)
      .map((item) => look(item.path).real),
    ...globs.flatMap((glob) => glob.matches.map((match) => match.path)),
    ...secrets.map((secret) => secret.path),
    ...[paddockHome, ...(codexHome === undefined ? [] : [codexHome])]
      .map((path) => look(path))
      .filter((fact) => fact.type !== "missing")
      .map((fact) => fact.real),
  ];
  const unsafe = homeFact.type === "missing" ? undefined : unsafeHome(view, homeFact.real, options.uid);
  return {
    v: 1,
    ...names,
    paddockHome,
    ...(codexHome === undefined ? {} : { codexHome }),
    install,
    ...(options.privateTmp === undefined ? {} : { privateTmp: options.privateTmp }),
    facts,
    globs,
    git: git.found,
    gitDirs: git.gitDirs,
    gitLinked: git.linked,
    gitKept: git.gitDirs.flatMap((dir) => keptInGitDir(view, dir)),
    gitNested: git.nested,
    gitFilters: git.filters,
    secrets,
    aliases: mountAliases(options.mountinfo ?? ownMountinfo(), denied),
    notes: git.notes,
    ...(unsafe === undefined ? {} : { homeUnsafe: unsafe }),
  };
}

/** Whether the configuration opens exactly this folder: not as workspace, and not by a grant that was asked for during the session. */
function isNamed(
  path: string,
  outline: readonly OutlineEntry[],
  roots: readonly string[],
  look: (path: string) => PathFact,
): boolean {
  return outline.some(
    ({ access, path: named, kind, origin }) =>
      access !== "deny" &&
      kind !== "tmp" &&
      origin?.layer !== "grant" &&
      !roots.includes(named) &&
      look(named).real === path,
  );
}

/** $TMPDIR, unless it is /tmp anyway or a folder so wide that a home lies in it: that is no temporary folder. */
function temporaryFolder(value: string | undefined, kept: readonly string[]): string | undefined {
  if (!value?.startsWith("/")) return undefined;
  const path = joinPath("/", value);
  return path === "/tmp" || kept.some((folder) => isWithin(folder, path)) ? undefined : path;
}

/** HOME may be set to anything; the user database says where the user's secrets really are. */
function homesOf(options: InspectOptions): readonly string[] {
  const homes = [joinPath("/", options.home)];
  if (options.view === undefined) {
    try {
      homes.push(userInfo().homedir);
    } catch {
      // A container may run a user that is in no database.
    }
  }
  return [...new Set(homes)].filter((home) => home !== "/");
}

function globalGitConfigs(
  homes: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const xdg = env["XDG_CONFIG_HOME"];
  return [
    "/etc/gitconfig",
    ...(xdg?.startsWith("/") ? [joinPath(xdg, "git/config")] : []),
    ...homes.flatMap((home) => [joinPath(home, ".config/git/config"), joinPath(home, ".gitconfig")]),
    ...[env["GIT_CONFIG_GLOBAL"], env["GIT_CONFIG_SYSTEM"]]
      .filter((path) => path?.startsWith("/"))
      .map((path) => joinPath("/", path!)),
  ];
}

function unsafeHome(view: FileView, path: string, uid = process.getuid?.()): string | undefined {
  const look = view.lstat(path);
  if (look === undefined) return undefined;
  if (uid !== undefined && look.uid !== uid) return `it belongs to user ${look.uid}, not to you (${uid})`;
  return (look.mode & 0o022) !== 0 ? `others may write it (mode ${look.mode.toString(8)})` : undefined;
}

function ownMountinfo(): string {
  try {
    return readFileSync("/proc/self/mountinfo", "utf8");
  } catch {
    return "";
  }
}
