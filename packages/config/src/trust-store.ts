import { join } from "node:path";
import { ConfigError } from "./config-error.ts";
import type { Project } from "./project-files.ts";
import { readText } from "./read-file.ts";
import { isTable, own, put, type Table } from "./table.ts";
import { parseToml } from "./toml.ts";
import { trustEntry } from "./trust.ts";

/** Where answers to the trust question are kept: state, apart from the user's configuration. */
export function trustFile(home: string): string {
  return join(home, "trust.toml");
}

/** The remembered answers as a `projects` table; empty where nothing is remembered. */
export function readTrust(home: string): Table {
  const file = trustFile(home);
  const text = readText(file, "user", "trust")?.text;
  if (text === undefined) return {};
  const projects = own(parseToml(text, { layer: "trust", file }), "projects");
  return isTable(projects) ? projects : {};
}

/** Contents of one project that are remembered; older ones are forgotten and asked about again. */
const MAX_DIGESTS = 32;

/** A project's own files as seen from one of its folders, by either name of the configuration folder. */
export async function ownFiles(root: string, cwd: string, home: string): Promise<readonly Project[]> {
  const { findProject } = await import("./project-files.ts");
  return [".paddock", ".codex"].map((projectFolder) =>
    findProject({ cwd, root, markers: [], projectFolder, skip: [home] }),
  );
}

/** The contents that were accepted for a project; undefined where it is not trusted, or whatever its content. */
export function trustedDigests(projects: Table, root: string): readonly string[] | undefined {
  const entry = trustEntry(projects, [{ paths: [root] }]);
  return entry?.level === "trusted" ? entry.digests : undefined;
}

/**
 * Remembers the user's answer to the trust question. It holds for the project's files as they were shown: other content
 * asks again. Written atomically, mode 0600, in a folder made with mode 0700.
 *
 * @throws {ConfigError} `usage` for a relative root, `unreadable_file` where the file is damaged.
 */
export async function rememberTrust(options: {
  /** Absolute path of the project's root. */
  readonly root: string;
  readonly level: "trusted" | "untrusted";
  /** Paddock's own folder. */
  readonly home: string;
  /** `digest` of `LoadedConfig.project` that the user was shown. Default: of the files at the root as they are now. */
  readonly digest?: string;
}): Promise<void> {
  if (!/^([/\\]|[A-Za-z]:)/.test(options.root))
    throw new ConfigError("usage", `trust: ${options.root} is no absolute path`);
  const projects: Record<string, unknown> = { ...readTrust(options.home) };
  const known = trustedDigests(projects, options.root) ?? [];
  const shown = async (): Promise<readonly string[]> =>
    (await ownFiles(options.root, options.root, options.home)).flatMap(({ facts }) => facts?.digest ?? []);
  const now = options.digest === undefined ? await shown() : [options.digest];
  const digests = [...new Set([...known, ...now])].slice(-MAX_DIGESTS);
  put(projects, options.root, {
    trust_level: options.level,
    ...(options.level === "trusted" ? { digests } : {}),
  });
  const sections = Object.entries(projects).flatMap(([root, entry]) => {
    if (!isTable(entry)) return [];
    const lines = Object.entries(entry).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
    return [`[projects.${JSON.stringify(root)}]\n${lines.join("")}`];
  });
  const { writeAtomic } = await import("./edit/write-atomic.ts");
  await writeAtomic(
    trustFile(options.home),
    `# Answers to the trust question. Written by paddock.\n\n${sections.join("\n")}`,
  );
}
