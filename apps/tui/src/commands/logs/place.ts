import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { CommandContext, Flag } from "../../cli/command.ts";

/** Every logs command can read another trail: a copy from another machine, say. */
export const trailFlag: Readonly<Record<"trail", Flag>> = {
  trail: { type: "string", value: "DIR", help: "read this trail instead of the one in PADDOCK_HOME" },
};

/** The folder of the trail. */
export function trailFolder(context: CommandContext, given: unknown): string {
  if (typeof given === "string") return resolve(context.globals.cwd, given);
  const home = context.env["PADDOCK_HOME"];
  return join(home ? resolve(home) : join(context.env["HOME"] ?? homedir(), ".paddock"), "trail");
}
