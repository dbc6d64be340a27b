import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { ConfigError } from "./config-error.ts";
import type { LoadedConfig } from "./effective.ts";
import { type EffectiveParts, effectiveOf, type Locators } from "./effective-config.ts";
import type { Finding } from "./finding.ts";
import { parseKeyPath } from "./key-path.ts";
import type { Layer, LayerSource, Locate } from "./layer.ts";
import { type Locations, locationsOf } from "./locations.ts";
import { mergeTables } from "./merge.ts";
import { type ParseOptions, parseLayer } from "./parse-layer.ts";
import { locateIn } from "./positions.ts";
import { findProject, type Project, trustPlaces } from "./project-files.ts";
import { readText } from "./read-file.ts";
import { defaultLayer, mergeLayers } from "./resolve.ts";
import { parseSessionFlags } from "./session-flags.ts";
import { canonical, isTable, own, type Table } from "./table.ts";
import { type Trust, type TrustEntry, trustEntry } from "./trust.ts";
import { readTrust } from "./trust-store.ts";

/** What {@link loadConfig} needs to know. */
export interface LoadOptions {
  /** Folder that the session works in; absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `-c key=value`, in order. */
  readonly set?: readonly string[];
  /** `-p NAME`: adds NAME.config.toml above the user's file. */
  readonly profile?: string;
  /** Reads Codex's locations and gives Codex's defaults. */
  readonly compat?: "codex";
  /** Overrides what is recorded about the project, for this session. */
  readonly trust?: "trusted" | "untrusted";
  /** Unknown keys in configuration files are errors. Default false. */
  readonly strict?: boolean;
  /** Settings made while running (a picker, a flag of a command, one turn); above every layer, below requirements. */
  readonly overrides?: Table;
  /** Defaults of the caller, below every layer. */
  readonly defaults?: Table;
  /** Other places, for tests and for embedders that bring their own. */
  readonly locations?: Partial<Locations>;
  /** Looks up line and column for every origin, not only where something is reported. Default false. */
  readonly positions?: boolean;
}

const PROFILE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

function resolverOf(locations: Locations): ParseOptions["resolvePath"] {
  return (path, base) => {
    if (path === "~") return locations.userHome;
    if (path.startsWith("~/")) return join(locations.userHome, path.slice(2));
    return resolve(base, path);
  };
}

function sourceOf(kind: LayerSource["kind"], id: string, file: string, base: string): LayerSource {
  const text = readText(file, kind === "system" || kind === "managed" ? "system" : "user", id)?.text;
  return { kind, id, file, base, ...(text === undefined ? {} : { text }) };
}

function checkHome(locations: Locations, compat: "codex" | undefined): void {
  const home = statSync(locations.home, { throwIfNoEntry: false });
  const variable = compat === "codex" ? "CODEX_HOME" : "PADDOCK_HOME";
  if (home && !home.isDirectory()) {
    throw new ConfigError("missing_home", `${variable} is no folder`, {
      origin: { layer: "user", file: locations.home },
    });
  }
  if (!home && locations.homeIsExplicit && compat === "codex") {
    throw new ConfigError(
      "missing_home",
      `${variable} names a folder that does not exist; make it or unset ${variable}`,
      {
        origin: { layer: "user", file: locations.home },
      },
    );
  }
}

function profileSource(name: string, locations: Locations, user: LayerSource): LayerSource {
  if (!PROFILE_NAME.test(name)) {
    throw new ConfigError(
      "usage",
      `-p ${name}: a profile is a plain name; its file is NAME.config.toml in ${locations.home}`,
    );
  }
  const id = `profile:${name}`;
  const source = sourceOf("profile", id, join(locations.home, `${name}.config.toml`), locations.home);
  if (
    /^\s*\[\s*profiles\s*\./m.test(user.text ?? "") &&
    new RegExp(`^\\s*\\[\\s*profiles\\s*\\.\\s*"?${name}"?\\s*[.\\]]`, "m").test(user.text ?? "")
  ) {
    throw new ConfigError(
      "legacy_profile",
      `[profiles.${name}] is no longer read; move its keys to ${source.file}`,
      { origin: { layer: "user", file: user.file! }, key: `profiles.${name}` },
    );
  }
  if (source.text === undefined) {
    throw new ConfigError("missing_profile", `-p ${name}: there is no such file; make it, or leave -p out`, {
      origin: { layer: id, file: source.file! },
    });
  }
  return source;
}

interface Found {
  readonly trust: Trust;
  readonly entry?: TrustEntry;
}

function trustOf(directory: string, project: Project, configured: Table, remembered: Table): Found {
  const places = trustPlaces(directory, project);
  const ignoreCase = process.platform === "win32";
  const entry =
    trustEntry(configured, places, { ignoreCase }) ?? trustEntry(remembered, places, { ignoreCase });
  return entry ? { trust: entry.level, entry } : { trust: "unknown" };
}

/** A trusted entry with a digest holds only for that content. */
function changed(entry: TrustEntry | undefined, project: Project): boolean {
  return (
    entry?.level === "trusted" &&
    entry.digest !== undefined &&
    project.facts !== undefined &&
    entry.digest !== project.facts.digest
  );
}

/** Locators of every file that a configuration came from. */
export async function locatorsOf(layers: readonly Pick<Layer, "file" | "text">[]): Promise<Locators> {
  const entries: [string, Locate][] = [];
  for (const layer of layers) {
    if (layer.file !== undefined && layer.text) entries.push([layer.file, await locateIn(layer.text)]);
  }
  return new Map(entries);
}

/** The same error with line and column, looked up in the text of its file. */
async function positioned(error: unknown, texts: ReadonlyMap<string, string>): Promise<unknown> {
  if (
    !(error instanceof ConfigError) ||
    error.origin?.file === undefined ||
    error.origin.line !== undefined ||
    error.key === undefined
  )
    return error;
  const text = texts.get(error.origin.file);
  if (text === undefined) return error;
  const place = (await locateIn(text))(parseKeyPath(error.key)) ?? { line: 1, column: 1 };
  return new ConfigError(error.code, error.detail, {
    origin: { ...error.origin, ...place },
    key: error.key,
    cause: error.cause,
  });
}

/**
 * Reads every layer, merges and clamps them, and says where each value came from.
 *
 * @throws {ConfigError} where Paddock must not start, with code and `file:line:column`; everything else is a notice.
 */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const texts = new Map<string, string>();
  try {
    const { parts, layers } = gather(options, texts);
    const shown = parts.findings.some((finding) => finding.layer?.file !== undefined);
    return effectiveOf(parts, options.positions || shown ? await locatorsOf(layers) : undefined);
  } catch (error) {
    throw await positioned(error, texts);
  }
}

function gather(
  options: LoadOptions,
  texts: Map<string, string>,
): { readonly parts: EffectiveParts; readonly layers: readonly Layer[] } {
  const compat = options.compat ? { compat: options.compat } : {};
  const userHome = options.env["HOME"] || homedir();
  const standard = locationsOf({ platform: process.platform, env: options.env, userHome, ...compat });
  const locations: Locations = { ...standard, ...options.locations };
  checkHome(locations, options.compat);

  const findings: Finding[] = [];
  const parsing: ParseOptions = {
    resolvePath: resolverOf(locations),
    ...compat,
    ...(options.strict ? { strict: true } : {}),
  };
  const read = (source: LayerSource): Layer => {
    if (source.file !== undefined && source.text !== undefined) texts.set(source.file, source.text);
    const parsed = parseLayer(source, parsing);
    findings.push(...parsed.findings);
    return parsed.layer;
  };

  const user = sourceOf("user", "user", join(locations.home, "config.toml"), locations.home);
  const below: Layer[] = [
    read(sourceOf("system", "system", join(locations.system, "config.toml"), locations.system)),
    read(user),
  ];
  if (options.profile !== undefined) below.push(read(profileSource(options.profile, locations, user)));
  const session = options.set?.length
    ? read({ kind: "session", id: "session", base: options.cwd, values: parseSessionFlags(options.set) })
    : undefined;
  const managed = existsSync(locations.managed)
    ? read(sourceOf("managed", "managed", locations.managed, locations.system))
    : undefined;

  const settled = [...below, ...(session ? [session] : [])]
    .map((layer) => layer.values)
    .reduce(mergeTables, {});
  const markers = own(settled, "project_root_markers");
  const project = findProject({
    cwd: options.cwd,
    markers: Array.isArray(markers) ? (markers as string[]) : [".git"],
    projectFolder: locations.projectFolder,
    skip: [locations.home, locations.paddockHome],
  });
  const projects = own(settled, "projects");
  const remembered = readTrust(locations.paddockHome);
  const trustFor = (directory: string): Found =>
    options.trust
      ? { trust: options.trust }
      : trustOf(directory, project, isTable(projects) ? projects : {}, remembered);

  const here = trustFor(project.folders.at(-1)?.directory === options.cwd ? options.cwd : options.cwd);
  const stale = changed(here.entry, project);
  const trust: Trust = stale ? "unknown" : here.trust;
  if (stale) {
    findings.push({
      severity: "warn",
      code: "trust_changed",
      text: `the files of ${project.root} are not the ones that were trusted, so they do not count until you trust them again`,
    });
  }
  const projectLayers = project.folders.map((folder): Layer => {
    const found = trustFor(folder.directory);
    const level = changed(found.entry, project) ? "unknown" : found.trust;
    const base = {
      kind: "project",
      id: "project",
      file: folder.file,
      base: folder.path,
      ...(folder.text === undefined ? {} : { text: folder.text }),
    } as const;
    if (level === "trusted") return read(base);
    const disabled =
      level === "untrusted" ? "the project is marked untrusted" : "the project is not trusted yet";
    if ((folder.text ?? "").trim() !== "") {
      findings.push({
        severity: "warn",
        code: "project_disabled",
        text: `${folder.file} does not count: ${disabled}`,
        layer: { id: "project", file: folder.file },
      });
    }
    return read({ ...base, disabled });
  });
  const runtime: readonly Layer[] = options.overrides
    ? [read({ kind: "runtime", id: "runtime", base: options.cwd, values: options.overrides })]
    : [];

  const defaults = defaultLayer({
    trust,
    ...compat,
    ...(options.defaults ? { defaults: options.defaults } : {}),
  });
  const all = [
    defaults,
    ...below,
    ...projectLayers,
    ...(session ? [session] : []),
    ...(managed ? [managed] : []),
    ...runtime,
  ];
  const merged = mergeLayers(all);
  const enabled = project.folders.filter((folder) =>
    all.some((layer) => layer.file === folder.file && layer.disabled === undefined),
  );
  return {
    layers: all,
    parts: {
      layers: merged.layers,
      disabled: all.filter((layer) => layer.disabled !== undefined),
      values: merged.values,
      clamps: [],
      findings: [...findings, ...merged.findings],
      trust,
      projectRoot: project.root,
      ruleFolders: [
        { path: locations.system, layer: "system" },
        { path: locations.home, layer: "user" },
        ...enabled.map((folder) => ({ path: folder.path, layer: "project" as const })),
      ],
      managedRules: [],
      requirements: { values: {}, sources: [] },
      ...(project.facts ? { project: project.facts } : {}),
      ...compat,
      digest: createHash("sha256")
        .update(canonical({ values: merged.values, requirements: {} }))
        .digest("hex"),
    },
  };
}
