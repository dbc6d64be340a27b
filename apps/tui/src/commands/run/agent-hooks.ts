import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { type AgentProfile, findAgent } from "@paddock/guard";
import { codexHookFlags } from "./codex-hook.ts";

/** How an agent comes to ask Paddock's rules before it runs a command. */
export interface AgentHooks {
  /** The command line, with the flag that the agent takes its hooks by. */
  readonly argv: readonly string[];
  /** Settings of the configuration, for an agent that takes them by a variable. */
  readonly settings: readonly string[];
  /** False: it does not ask. */
  readonly hasHooks: boolean;
  /** Why it does not, where that is not its user's own doing. */
  readonly why?: string;
}

/** The file of hooks in a format: beside the bundle, or beside the sources. */
function hookFile(format: string): string | undefined {
  const places = ["../hooks", "../../../hooks"];
  return places
    .map((place) => fileURLToPath(new URL(`${place}/${format}.json`, import.meta.url)))
    .find((path) => existsSync(path));
}

/** The first folder above a file that others may write. */
export function openFolder(path: string): string | undefined {
  const above = dirname(path);
  if ((statSync(above).mode & 0o022) !== 0) return above;
  return above === path ? undefined : openFolder(above);
}

/** The command line with more words for the agent itself: right behind the word that starts it, before its subcommand. */
function withFlags(
  agent: AgentProfile,
  argv: readonly string[],
  flags: readonly string[],
): readonly string[] {
  const at = argv.findIndex((word) => findAgent([word])?.name === agent.name);
  return at < 0 ? [...argv, ...flags] : [...argv.slice(0, at + 1), ...flags, ...argv.slice(at + 1)];
}

/**
 * The hooks of an agent. What the user or the machine's owner has set by themselves stays, and then there are none of ours; the
 * boundary holds without them.
 *
 * @param fileOf Finds the file of hooks in a format.
 */
export function agentHooks(
  agent: AgentProfile,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  fileOf: (format: string) => string | undefined = hookFile,
): AgentHooks {
  const none = { argv, settings: [], hasHooks: false };
  if (agent.hooks === undefined) return none;
  const { format, by } = agent.hooks;
  if (by.kind === "overrides") {
    const own = argv.some((word, at) => by.flags.includes(argv[at - 1] ?? "") && /^hooks\b/.test(word));
    return own ? none : { argv: withFlags(agent, argv, codexHookFlags()), settings: [], hasHooks: true };
  }
  const file = fileOf(format);
  if (file === undefined) return none;
  if (by.kind === "flag") {
    if (argv.some((word) => word === by.flag || word.startsWith(`${by.flag}=`))) return none;
    return { argv: withFlags(agent, argv, [by.flag, file]), settings: [], hasHooks: true };
  }
  if (env[by.variable] !== undefined || (by.insteadOf !== undefined && existsSync(by.insteadOf))) return none;
  const open = "ownFoldersOnly" in agent.hooks ? openFolder(file) : undefined;
  if (open !== undefined)
    return { ...none, why: `it takes no hooks from below ${open}, which others may write` };
  return {
    argv,
    hasHooks: true,
    settings: [`shell_environment_policy.set.${by.variable}=${JSON.stringify(file)}`],
  };
}
