import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AgentProfile } from "@paddock/guard";

/** How an agent comes to ask Paddock's rules before it runs a command. */
export interface AgentHooks {
  /** The command line, with the flag that the agent takes its hooks by. */
  readonly argv: readonly string[];
  /** Settings of the configuration, for an agent that takes them by a variable. */
  readonly settings: readonly string[];
  /** False: it does not ask. */
  readonly hasHooks: boolean;
}

/** The file of hooks in a format: beside the bundle, or beside the sources. */
function hookFile(format: string): string | undefined {
  const places = ["../hooks", "../../../hooks"];
  return places
    .map((place) => fileURLToPath(new URL(`${place}/${format}.json`, import.meta.url)))
    .find((path) => existsSync(path));
}

/**
 * The hooks of an agent. What the user or the machine's owner has set by themselves stays, and then there are none of ours; the
 * boundary holds without them.
 */
export function agentHooks(
  agent: AgentProfile,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): AgentHooks {
  const none = { argv, settings: [], hasHooks: false };
  const file = agent.hooks && hookFile(agent.hooks.format);
  if (agent.hooks === undefined || file === undefined) return none;
  const { by } = agent.hooks;
  if (by.kind === "flag")
    return argv.includes(by.flag) ? none : { argv: [...argv, by.flag, file], settings: [], hasHooks: true };
  if (env[by.variable] !== undefined || existsSync(by.insteadOf)) return none;
  return {
    argv,
    hasHooks: true,
    settings: [`shell_environment_policy.set.${by.variable}=${JSON.stringify(file)}`],
  };
}
