import { parseArgs } from "node:util";
import type { Command } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** A command's own flags and plain arguments. */
export interface ReadArguments {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/**
 * Reads arguments that are all `--name value`, as programs write them; undefined for everything else, which is for Node's own
 * parser. That is loaded at its first use, and costs a fiftieth of a start.
 */
function readPairs(flags: Command["flags"], args: readonly string[]): ReadArguments | undefined {
  const values: Record<string, string> = {};
  for (let index = 0; index < args.length; index += 2) {
    const word = args[index]!;
    const value = args[index + 1];
    const name = word.slice(2);
    const flag = word.startsWith("--") && Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (flag?.type !== "string" || flag.multiple || value === undefined || value.startsWith("-"))
      return undefined;
    values[name] = value;
  }
  return { values, positionals: [] };
}

/**
 * Reads a command's arguments by its flag table.
 *
 * @throws {UsageError} on an unknown flag or a missing value.
 */
export function readArguments(
  command: Pick<Command, "name" | "flags">,
  args: readonly string[],
): ReadArguments {
  const pairs = readPairs(command.flags, args);
  if (pairs !== undefined) return pairs;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: command.flags,
      allowPositionals: true,
      strict: true,
    });
    return { values, positionals };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // parseArgs adds advice about "--" that only confuses; the first sentence says what is wrong.
    throw new UsageError(text.split(". ")[0]!.replace(/\.$/, ""));
  }
}
