import { SandboxError } from "./error.ts";
import { absolutePath, joinPath } from "./path/lexical.ts";
import type { Access, Origin } from "./plan.ts";
import type { Profile, ProfileEntry } from "./profile.ts";
import { MINIMAL_PATHS } from "./tables/minimal-paths.ts";

/** One request of a profile with its special roots replaced: absolute, not yet looked at. */
export interface OutlineEntry {
  /** Absolute path; for a glob the folder the walk starts in. */
  readonly path: string;
  /** Pattern below `path`; only with `deny`. */
  readonly glob?: string;
  readonly access: Access;
  readonly kind: "root" | "tmp" | "profile";
  /** The whole disk: `:root`. */
  readonly disk?: boolean;
  readonly origin?: Origin;
}

/** The part of the surroundings that special roots stand for. */
export interface OutlineNames {
  readonly roots: readonly string[];
  readonly homes: readonly string[];
  readonly tmpdir?: string;
}

const SPECIAL: Readonly<Record<string, (names: OutlineNames) => readonly string[]>> = {
  ":root": () => ["/"],
  ":workspace_roots": (names) => names.roots,
  ":project_roots": (names) => names.roots,
  ":slash_tmp": () => ["/tmp"],
  ":tmpdir": (names) => (names.tmpdir === undefined ? [] : [names.tmpdir]),
  ":minimal": () => MINIMAL_PATHS,
};

const GLOB = /[*?[{]/;

/**
 * Replaces the special roots, `~` and `under` of a profile: the requests in the order of the profile, built-in ones
 * first. Pure.
 *
 * @throws {SandboxError} `entry-invalid` for an unknown special root, a relative path without `under`, or a glob that
 * does not deny.
 */
export function outlineProfile(profile: Profile, names: OutlineNames): readonly OutlineEntry[] {
  return [...modeEntries(profile, names), ...profile.entries.flatMap((entry) => expand(entry, names))];
}

function modeEntries(profile: Profile, names: OutlineNames): readonly OutlineEntry[] {
  if (profile.mode !== "workspace-write") return [];
  const tmp = [
    ...(profile.excludeSlashTmp ? [] : ["/tmp"]),
    ...(profile.excludeTmpdirEnvVar || names.tmpdir === undefined ? [] : [names.tmpdir]),
  ];
  return [
    ...tmp.map((path): OutlineEntry => ({ path, access: "write", kind: "tmp" })),
    ...names.roots.map((path): OutlineEntry => ({ path, access: "write", kind: "root" })),
    ...(profile.writableRoots ?? []).map(
      (root): OutlineEntry => ({
        path: absolutePath(homeExpanded(root.path, names), "a writable root"),
        access: "write",
        kind: "root",
        ...(root.origin ? { origin: root.origin } : {}),
      }),
    ),
  ];
}

function expand(entry: ProfileEntry, names: OutlineNames): readonly OutlineEntry[] {
  const origin = entry.origin ? { origin: entry.origin } : {};
  const text = entry.under === undefined ? entry.path : entry.under;
  const special = text.startsWith(":") ? SPECIAL[text] : undefined;
  if (text.startsWith(":") && special === undefined) {
    const known = Object.keys(SPECIAL).join(", ");
    throw new SandboxError(
      "entry-invalid",
      `${where(entry)}unknown special root ${text}; there are ${known}`,
    );
  }
  const bases = special?.(names) ?? [homeExpanded(text, names)];
  const kind =
    text === ":slash_tmp" || text === ":tmpdir" ? "tmp" : special && text !== ":minimal" ? "root" : "profile";
  const results: OutlineEntry[] = [];
  for (const base of bases) {
    if (!base.startsWith("/")) {
      throw new SandboxError(
        "entry-invalid",
        `${where(entry)}${JSON.stringify(base)} is relative; write an absolute path, ~/..., or put it under ":workspace_roots"`,
      );
    }
    const inner = entry.under === undefined ? "." : entry.path;
    const isWhole = joinPath("/", inner) === "/";
    const parts = splitGlob(entry.under === undefined && !special ? base : `${base}/${inner}`, entry);
    const inKind = isWhole && (kind === "tmp" || entry.access === "write") ? kind : "profile";
    results.push({
      ...parts,
      access: entry.access,
      kind: entry.access === "write" ? (inKind === "profile" ? "root" : inKind) : "profile",
      ...(base === "/" && isWhole ? { disk: true } : {}),
      ...origin,
    });
  }
  return results;
}

function splitGlob(path: string, entry: ProfileEntry): { readonly path: string; readonly glob?: string } {
  const whole = absolutePath(path, `${where(entry)}the entry`);
  const parts = whole.split("/").slice(1);
  const at = entry.access === "deny" ? parts.findIndex((part) => GLOB.test(part)) : -1;
  if (at >= 0) return { path: `/${parts.slice(0, at).join("/")}`, glob: parts.slice(at).join("/") };
  if (entry.access !== "deny" && parts.some((part) => /[*?]/.test(part))) {
    if (parts.at(-1) === "**" && !parts.slice(0, -1).some((part) => /[*?]/.test(part))) {
      return { path: joinPath("/", parts.slice(0, -1).join("/")) };
    }
    throw new SandboxError(
      "entry-invalid",
      `${where(entry)}${JSON.stringify(entry.path)} is a glob; only "deny" takes globs. Name the folder instead`,
    );
  }
  return { path: whole };
}

function homeExpanded(path: string, names: OutlineNames): string {
  if (path !== "~" && !path.startsWith("~/")) return path;
  const home = names.homes[0];
  if (home === undefined) throw new SandboxError("entry-invalid", `${path}: there is no home to put for ~`);
  return joinPath(home, `./${path.slice(1)}`);
}

function where(entry: ProfileEntry): string {
  const origin = entry.origin;
  if (!origin?.file) return origin ? `${origin.layer}: ` : "";
  return `${origin.file}${origin.line === undefined ? "" : `:${origin.line}:${origin.column ?? 1}`}: `;
}
