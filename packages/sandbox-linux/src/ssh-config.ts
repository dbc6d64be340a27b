import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** Includes within includes that are followed. */
const DEEPEST = 8;
const LONGEST = 1_048_576;

function filesOf(pattern: string): readonly string[] {
  const name = basename(pattern);
  if (!/[*?]/.test(name)) return [pattern];
  const source = name
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const fits = new RegExp(`^${source}$`);
  try {
    const names = readdirSync(dirname(pattern)).filter((entry) => fits.test(entry) && !entry.startsWith("."));
    return names.sort().map((entry) => join(dirname(pattern), entry));
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    const found = statSync(path);
    return found.isFile() && found.size <= LONGEST ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}

/** The lines of a configuration of ssh with its includes in their places. */
function flat(path: string, depth = 0): readonly string[] {
  const text = read(path);
  if (text === undefined || depth > DEEPEST) return [];
  // What follows an include belongs to the block that the include stands in (ssh_config(5), Include).
  let block = "Match all";
  return text.split("\n").flatMap((line): readonly string[] => {
    const [, keyword = "", value = ""] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? [];
    if (/^(?:host|match)$/i.test(keyword)) block = line;
    if (!/^include$/i.test(keyword)) return [line];
    const patterns = value
      .trim()
      .split(/\s+/)
      .map((part) => part.replace(/^"(.*)"$/, "$1"));
    const files = patterns.flatMap((pattern) => filesOf(resolve(dirname(path), pattern)));
    return [...files.flatMap((file) => flat(file, depth + 1)), block];
  });
}

/**
 * The machine's configuration of ssh as a command finds it: its connections go through the egress proxy by `connector`, whatever
 * the port. A user's own configuration still comes first. Includes are written out, because ssh refuses an included file of a
 * user that does not exist inside, which root's are.
 */
export function sshConfig(path: string, connector: string, proxyPort: number): string | undefined {
  // Nothing that a shell or ssh itself would read as more than a path.
  if (/["$`\\%\n]/.test(connector)) return undefined;
  return [
    "Host localhost 127.0.0.1 ::1",
    "ProxyCommand none",
    "Host *",
    `ProxyCommand "${connector}" --connect ${proxyPort} %h %p`,
    "# Known hosts are read, and never written.",
    "UpdateHostKeys no",
    ...flat(path),
    "",
  ].join("\n");
}
