import { type LoadedConfig, type LoadOptions, loadConfig, type Table } from "@paddock/config";
import type { CommandContext } from "../../cli/command.ts";

/** The global options as options of the configuration. */
export function loadOptions({ globals, env }: CommandContext): LoadOptions {
  return {
    cwd: globals.cwd,
    env,
    set: globals.set,
    strict: globals.strictConfig,
    positions: true,
    ...(globals.profile === undefined ? {} : { profile: globals.profile }),
    ...(globals.compat ? { compat: globals.compat } : {}),
  };
}

/** Loads the configuration that a session here would get. */
export async function loadHere(context: CommandContext, overrides?: Table): Promise<LoadedConfig> {
  return await loadConfig({ ...loadOptions(context), ...(overrides ? { overrides } : {}) });
}
