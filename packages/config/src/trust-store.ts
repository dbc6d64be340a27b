import { join } from "node:path";
import { ConfigError } from "./config-error.ts";
import { readText } from "./read-file.ts";
import { isTable, own, put, type Table } from "./table.ts";
import { parseToml } from "./toml.ts";

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

/**
 * Remembers the user's answer to the trust question. With `digest` the answer holds for the project's files as they are
 * now: other content asks again. Written atomically, mode 0600, in a folder made with mode 0700.
 *
 * @throws {ConfigError} `usage` for a relative root, `unreadable_file` where the file is damaged.
 */
export async function rememberTrust(options: {
  /** Absolute path of the project's root. */
  readonly root: string;
  readonly level: "trusted" | "untrusted";
  /** Paddock's own folder. */
  readonly home: string;
  /** `digest` of `Effective.project` that the user was shown. */
  readonly digest?: string;
}): Promise<void> {
  if (!/^([/\\]|[A-Za-z]:)/.test(options.root))
    throw new ConfigError("usage", `trust: ${options.root} is no absolute path`);
  const projects: Record<string, unknown> = { ...readTrust(options.home) };
  put(projects, options.root, {
    trust_level: options.level,
    ...(options.digest === undefined ? {} : { digest: options.digest }),
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
