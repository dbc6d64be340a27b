import { harmfulGitGlobals, splitGitGlobals } from "../table/git-globals.ts";

/** Options of sed that every version knows, that take no value and only say how it reads and prints. */
const SED_BUNDLE = /^-n[nEr]+$/;

/** Writes an argv as a rule would: git without global options that change nothing, the first options of sed one by one. */
export function plainForm(argv: readonly string[], name: string, cwd?: string): readonly string[] {
  const [program, ...args] = argv;
  if (program === undefined) return argv;
  if (name === "git") {
    const { globals, rest } = splitGitGlobals(args);
    return harmfulGitGlobals(globals, cwd).length === 0 ? [program, ...rest] : argv;
  }
  const [first, ...others] = args;
  if (name !== "sed" || first === undefined || !SED_BUNDLE.test(first)) return argv;
  return [program, ...[...first.slice(1)].map((letter) => `-${letter}`), ...others];
}
