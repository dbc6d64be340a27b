import type { Command } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** A command that does nothing but hold others, and says which where none of them is named. */
export function group(name: string, summary: string, commands: readonly Command[]): Command {
  const names = commands.map((command) => command.name);
  return {
    name,
    summary,
    usage: [`${name} ${names.join("|")}`],
    flags: {},
    commands,
    run: ({ args }) => {
      const known = names.join(", ");
      throw new UsageError(
        args[0] === undefined
          ? `\`paddock ${name}\` needs a command: ${known}`
          : `\`paddock ${name}\` has no command "${args[0]}"; it has: ${known}`,
      );
    },
  };
}
