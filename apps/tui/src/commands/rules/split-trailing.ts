import type { Command } from "../../cli/command.ts";

/**
 * Splits a command line at `--`, or at the first word that is no flag and no flag's value. `unknown: "command"`: a
 * flag that is not in the table begins the command, as in Codex.
 */
export function splitTrailing(
  args: readonly string[],
  flags: Command["flags"],
  unknown: "flag" | "command" = "flag",
): { readonly flags: readonly string[]; readonly argv: readonly string[] } {
  const own: string[] = [];
  let at = 0;
  while (at < args.length) {
    const word = args[at]!;
    if (word === "--") return { flags: own, argv: args.slice(at + 1) };
    if (!word.startsWith("-") || word === "-") break;
    const [name, attached] = nameOf(word, flags);
    if (unknown === "command" && !Object.hasOwn(flags, name)) break;
    const takesValue = attached === undefined && flags[name]?.type === "string";
    const value = attached ?? (takesValue ? args[at + 1] : undefined);
    // Joined, so that a value that starts with a dash stays a value.
    own.push(value === undefined || !Object.hasOwn(flags, name) ? word : `--${name}=${value}`);
    at += takesValue ? 2 : 1;
  }
  return { flags: own, argv: args.slice(at) };
}

/** The long name of a flag, and the value that stands in the same word. */
function nameOf(word: string, flags: Command["flags"]): readonly [string, string | undefined] {
  if (word.startsWith("--")) {
    const [name, value] = word.slice(2).split(/=(.*)/s);
    return [name!, value];
  }
  const long = Object.keys(flags).find((name) => `-${flags[name]!.short}` === word);
  return [long ?? word.slice(1), undefined];
}
