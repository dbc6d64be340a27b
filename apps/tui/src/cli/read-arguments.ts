import { parseArgs } from "node:util";
import type { Command } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** A command's own flags and plain arguments. */
export interface ReadArguments {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
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
