import type { CommandContext } from "../cli/command.ts";
import type { SessionOptions } from "./session.ts";

/** What the global options say about the session. */
export function sessionOptions({ globals, env }: Pick<CommandContext, "globals" | "env">): SessionOptions {
  return {
    cwd: globals.cwd,
    env,
    set: globals.set,
    ...(globals.profile === undefined ? {} : { profile: globals.profile }),
    ...(globals.compat === undefined ? {} : { compat: globals.compat }),
    ...(globals.strictConfig ? { strict: true } : {}),
  };
}
