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
    if (unknown === "command" && !Object.hasOwn(flags, word.slice(2).split("=", 1)[0]!)) break;
    const takesValue =
      word.startsWith("--") && !word.includes("=") && flags[word.slice(2)]?.type === "string";
    // Joined, so that a value that starts with a dash stays a value.
    own.push(takesValue && args[at + 1] !== undefined ? `${word}=${args[at + 1]}` : word);
    at += takesValue ? 2 : 1;
  }
  return { flags: own, argv: args.slice(at) };
}
