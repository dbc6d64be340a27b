import type { Command } from "./command.ts";

/** A command's own flags, and the program that it runs. */
export interface SplitProgram {
  readonly flags: readonly string[];
  readonly argv: readonly string[];
}

function takesValue(word: string, flags: Command["flags"]): boolean {
  if (word.startsWith("--")) return !word.includes("=") && flags[word.slice(2)]?.type === "string";
  const flag = Object.values(flags).find(({ short }) => short === word[1]);
  return word.length === 2 && flag?.type === "string";
}

/** The program is what follows `--`, or everything from the first plain word on. */
export function splitProgram(args: readonly string[], flags: Command["flags"]): SplitProgram {
  for (let index = 0; index < args.length; index++) {
    const word = args[index] as string;
    if (word === "--") return { flags: args.slice(0, index), argv: args.slice(index + 1) };
    if (!word.startsWith("-")) return { flags: args.slice(0, index), argv: args.slice(index) };
    if (takesValue(word, flags)) index++;
  }
  return { flags: args, argv: [] };
}
