import { statSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join, resolve } from "node:path";
import { ConfigError } from "./config-error.ts";
import type { LoadedConfig } from "./effective.ts";
import { type EffectiveParts, effectiveOf, type Locators } from "./effective-config.ts";
import type { Finding } from "./finding.ts";
import { gatherProject } from "./gather-project.ts";
import { gatherRequirements } from "./gather-requirements.ts";
import { parseKeyPath } from "./key-path.ts";
import type { Layer, LayerSource, Locate } from "./layer.ts";
import type { LoadOptions } from "./load-options.ts";
import { type Locations, locationsOf } from "./locations.ts";
import { mergeTables } from "./merge.ts";
import { type ParseOptions, parseLayer } from "./parse-layer.ts";
import { locateIn } from "./positions.ts";
import { readText } from "./read-file.ts";
import { combineRequirements } from "./requirements/combine.ts";
import { legacyRequirements, type RequirementOptions } from "./requirements/parse.ts";
import { defaultLayer } from "./resolve.ts";
import { parseSessionFlags } from "./session-flags.ts";
import { type Found, settle } from "./settle.ts";
import type { Table } from "./table.ts";
import { trustFile } from "./trust-store.ts";
import { VERSION } from "./version.ts";

const PROFILE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** The text of every file that was read, for positions; and every path that was looked at, for changes. */
export interface Reads {
  readonly texts: Map<string, string>;
  readonly paths: Set<string>;
}

function resolverOf(locations: Locations): ParseOptions["resolvePath"] {
  return (path, base) => {
    if (path === "~") return locations.userHome;
    if (path.startsWith("~/")) return join(locations.userHome, path.slice(2));
    return resolve(base, path);
  };
}

function sourceOf(kind: LayerSource["kind"], id: string, file: string, base: string): LayerSource {
  const text = readText(file, kind === "system" ? "system" : "user", id)?.text;
  return { kind, id, file, base, ...(text === undefined ? {} : { text }) };
}

function checkHome(locations: Locations, compat: "codex" | undefined): void {
  const home = statSync(locations.home, { throwIfNoEntry: false });
  const variable = compat === "codex" ? "CODEX_HOME" : "PADDOCK_HOME";
  const origin = { layer: "user", file: locations.home };
  if (home && !home.isDirectory())
    throw new ConfigError("missing_home", `${variable} is no folder`, { origin });
  if (!home && locations.homeIsExplicit && compat === "codex") {
    throw new ConfigError(
      "missing_home",
      `${variable} names a folder that does not exist; make it or unset ${variable}`,
      { origin },
    );
  }
}

function profileSource(name: string, locations: Locations, user: Layer): LayerSource {
  if (!PROFILE_NAME.test(name)) {
    throw new ConfigError(
      "usage",
      `-p ${name}: a profile is a plain name; its file is NAME.config.toml in ${locations.home}`,
    );
  }
  const id = `profile:${name}`;
  const file = join(locations.home, `${name}.config.toml`);
  if (user.legacyProfiles?.includes(name)) {
    throw new ConfigError(
      "legacy_profile",
      `[profiles.${name}] is no longer read; move its keys to ${file}`,
      {
        origin: { layer: "user", ...(user.file === undefined ? {} : { file: user.file }) },
        key: `profiles.${name}`,
      },
    );
  }
  const source = sourceOf("profile", id, file, locations.home);
  if (source.text === undefined)
    throw new ConfigError("missing_profile", `-p ${name}: there is no such file; make it, or leave -p out`, {
      origin: { layer: id, file },
    });
  return source;
}

async function locatorsOf(texts: ReadonlyMap<string, string>): Promise<Locators> {
  const entries: [string, Locate][] = [];
  for (const [file, text] of texts) if (text !== "") entries.push([file, await locateIn(text)]);
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
 * Reads every layer and every source of requirements, merges, clamps, and says where each value came from.
 *
 * Files are read once, from one descriptor. The policy server is asked only where a requirement file of the machine
 * names one, and its cached answer is not fresh.
 *
 * @throws {ConfigError} where Paddock must not start, with code and `file:line:column`; everything else is a notice.
 */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  return (await loadWithReads(options)).config;
}

/** Like {@link loadConfig}; also says which paths the result depends on, for those who watch them. */
export async function loadWithReads(
  options: LoadOptions,
): Promise<{ readonly config: LoadedConfig; readonly paths: ReadonlySet<string> }> {
  const reads: Reads = { texts: new Map(), paths: new Set() };
  try {
    const found = await gather(options, reads);
    const parts = settle(found, options.overrides);
    const shown = parts.findings.some((finding) => finding.layer?.file !== undefined);
    const locators = options.positions || shown ? await locatorsOf(reads.texts) : undefined;
    const viewOf = (one: EffectiveParts): LoadedConfig =>
      Object.assign(effectiveOf(one, locators), {
        override: (overrides: Table) =>
          viewOf(settle(found, mergeTables(options.overrides ?? {}, overrides))),
      });
    return { config: viewOf(parts), paths: reads.paths };
  } catch (error) {
    throw await positioned(error, reads.texts);
  }
}

async function gather(options: LoadOptions, reads: Reads): Promise<Found> {
  const compat = options.compat ? { compat: options.compat } : {};
  const userHome = options.env["HOME"] || homedir();
  const standard = locationsOf({ platform: process.platform, env: options.env, userHome, ...compat });
  const locations: Locations = { ...standard, ...options.locations };
  checkHome(locations, options.compat);

  const findings: Finding[] = [];
  const resolvePath = resolverOf(locations);
  const parsing: ParseOptions = { resolvePath, ...compat, ...(options.strict ? { strict: true } : {}) };
  const note = (file: string, text?: string): void => {
    reads.paths.add(file);
    if (text !== undefined) reads.texts.set(file, text);
  };
  const read = (source: LayerSource): Layer => {
    // Text that does not count is parsed by nothing, not even to find positions in it.
    if (source.file !== undefined) note(source.file, source.disabled === undefined ? source.text : undefined);
    const parsed = parseLayer(source, parsing);
    findings.push(...parsed.findings);
    return parsed.layer;
  };

  for (const file of [
    ...locations.requirements,
    locations.managed,
    ...locations.preferences,
    trustFile(locations.paddockHome),
  ])
    note(file);
  const limits: RequirementOptions = { resolvePath, hostname: options.hostname ?? hostname() };
  const gathered = await gatherRequirements(options, locations, limits, note);
  findings.push(...gathered.findings);

  const system = read(sourceOf("system", "system", join(locations.system, "config.toml"), locations.system));
  const user = read(sourceOf("user", "user", join(locations.home, "config.toml"), locations.home));
  const below: Layer[] = [system, ...gathered.cloud.map(read), user];
  if (options.profile !== undefined) below.push(read(profileSource(options.profile, locations, user)));
  const flags = options.set?.length ? parseSessionFlags(options.set) : undefined;
  const session = flags ? [read({ kind: "session", id: "session", base: options.cwd, values: flags })] : [];
  const managed = gathered.managed.map(read);
  const settled = [...below, ...session].map((layer) => layer.values).reduce(mergeTables, {});
  const { project, trust, trustForDefaults, ...files } = gatherProject(options, locations, settled);
  findings.push(...files.findings);
  for (const path of files.watched) note(path);
  const inProject = files.layers.map(read);

  const requirements = combineRequirements([...gathered.sources, ...managed.map(legacyRequirements)]);
  const base = defaultLayer({
    trust: trustForDefaults,
    ...compat,
    ...(options.defaults ? { defaults: options.defaults } : {}),
  });
  const found: Found = {
    layers: [base, ...below, ...inProject, ...session, ...managed],
    findings,
    requirements,
    parsing,
    facts: {
      version: options.version ?? VERSION,
      workspace: project.root,
      cwd: options.cwd,
      trust,
      ...(project.facts ? { project: project.facts } : {}),
      ...compat,
    },
    ruleFolders: [
      { path: locations.system, layer: "system" },
      { path: locations.home, layer: "user" },
      ...project.folders
        .filter((folder) =>
          inProject.some((layer) => layer.file === folder.file && layer.disabled === undefined),
        )
        .map((folder) => ({ path: folder.path, layer: "project" as const })),
    ],
  };
  return found;
}
