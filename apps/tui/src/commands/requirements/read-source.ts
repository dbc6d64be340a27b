import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { readConfigText } from "@paddock/config";
import { parseRequirements, type RequirementSource } from "@paddock/config/requirements";
import type { CommandContext } from "../../cli/command.ts";

/** Makes paths of files absolute, as the machine that they are meant for would. */
export function pathResolver({ env }: CommandContext): (path: string, base: string) => string {
  return (path, base) =>
    path === "~" || path.startsWith("~/") ? join(env["HOME"] ?? "/", path.slice(1)) : resolve(base, path);
}

/** Reads one requirements file that the user names. */
export function readSource(name: string, context: CommandContext): RequirementSource {
  const file = resolve(context.globals.cwd, name);
  const text = readConfigText(file);
  return parseRequirements(
    { kind: "system", id: "requirements", file, text, base: dirname(file) },
    { resolvePath: pathResolver(context), hostname: hostname() },
  ).source;
}
