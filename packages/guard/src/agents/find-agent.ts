import { AGENT_PROFILES, type AgentProfile } from "./agent-profiles.ts";

/** Programs that are only the way to the next word. */
const RUNNERS: ReadonlySet<string> = new Set([
  "node",
  "deno",
  "bun",
  "npx",
  "bunx",
  "pnpx",
  "uvx",
  "pipx",
  "env",
]);
const SUBCOMMANDS: ReadonlySet<string> = new Set(["run", "exec", "dlx", "x"]);

function baseName(word: string): string {
  const name = word.slice(word.lastIndexOf("/") + 1);
  return name.replace(/\.(?:exe|cmd|m?js|cjs|py)$/i, "");
}

function isOf(profile: AgentProfile, word: string): boolean {
  if (profile.programs.includes(baseName(word))) return true;
  const { package: name } = profile;
  if (name === undefined) return false;
  return word === name || word.startsWith(`${name}@`) || word.includes(`/node_modules/${name}/`);
}

/**
 * The profile of the agent that a command line starts, by the name of its program or package; seen through the runners that
 * packages are started with (`npx qwen`, `node .../bin/claude`).
 */
export function findAgent(argv: readonly string[]): AgentProfile | undefined {
  const [first = "", ...rest] = argv;
  const named = (word: string): AgentProfile | undefined =>
    AGENT_PROFILES.find((profile) => isOf(profile, word));
  const own = named(first);
  if (own || !RUNNERS.has(baseName(first))) return own;
  const next = rest.find((word) => !word.startsWith("-") && !word.includes("=") && !SUBCOMMANDS.has(word));
  return next === undefined ? undefined : named(next);
}
