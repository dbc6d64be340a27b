import { baseName } from "../rule/path.ts";
import type { Amendment, Segment } from "../verdict.ts";
import { bannedPrefix } from "./banned.ts";
import { ruleLine } from "./rule-line.ts";

/** Words at the front of a command that name what it does; what follows varies. */
const SUBCOMMANDS: ReadonlySet<string> = new Set([
  "git",
  "npm",
  "pnpm",
  "yarn",
  "cargo",
  "go",
  "docker",
  "kubectl",
  "gh",
  "pip",
  "pip3",
  "uv",
  "poetry",
  "make",
  "just",
  "terraform",
  "apt",
  "apt-get",
  "brew",
  "systemctl",
  "dotnet",
  "mvn",
  "gradle",
  "bundle",
  "rails",
  "mix",
  "helm",
  "aws",
  "gcloud",
  "az",
  "rustup",
]);

/** Proposes rules for the commands that no rule covers; none for scripts that are not plain. */
export function proposeAmendments(
  strict: readonly Segment[],
  wide: readonly Segment[],
  unsafe: boolean,
): readonly Amendment[] {
  if (unsafe || wide.some(({ decision }) => decision === "ask" || decision === "deny")) return [];
  const proposals: Amendment[] = [];
  for (const segment of strict) {
    if (segment.decision === "allow" || segment.guards.length > 0) continue;
    const prefix = proposePrefix(segment.argv);
    if (bannedPrefix(prefix) !== undefined || proposals.some((each) => each.line === ruleLine(prefix)))
      continue;
    proposals.push({
      prefix,
      line: ruleLine(prefix),
      alsoMatches: alsoMatches(prefix, segment.argv),
      target: "project",
    });
  }
  return proposals;
}

function proposePrefix(argv: readonly string[]): readonly string[] {
  const [program, verb] = argv;
  const second =
    verb !== undefined && SUBCOMMANDS.has(baseName(program!)) && /^[a-z][a-z0-9:_-]*$/i.test(verb);
  if (!second) return argv;
  const script = /^(npm|pnpm|yarn|bun)$/.test(program!) && verb === "run" && argv[2] !== undefined;
  return argv.slice(0, script ? 3 : 2);
}

/** Says in examples what else a prefix matches. */
export function alsoMatches(prefix: readonly string[], argv: readonly string[]): readonly string[] {
  const line = prefix.join(" ");
  if (prefix.length < argv.length) return [`${line} with any other arguments`];
  return [`${line} with anything added after it`];
}
