import { findGuards, isInert } from "../guard/find-guards.ts";

/** Programs that only look when none of their guarded flags is given; programs with no harmful flag count by themselves. */
const LOOKERS: ReadonlySet<string> = new Set([
  "find",
  "rg",
  "fd",
  "uniq",
  "base64",
  "diff",
  "tree",
  "sort",
  "xxd",
  "cd",
]);
/** Subcommands of git that only look. */
const GIT_LOOKERS: ReadonlySet<string> = new Set([
  "status",
  "log",
  "diff",
  "show",
  "branch",
  "shortlog",
  "blame",
  "describe",
  "rev-parse",
  "rev-list",
  "ls-files",
  "ls-tree",
  "diff-tree",
]);
/** `sed -n 3,7p file`: the one form of sed that older products allowed without a rule. */
const SED_PRINT = /^(?:\d+|\$)(?:,(?:\d+|\$))?p$/;

/**
 * Says whether a command only looks: nothing is written, run or changed. The table is used only where the
 * configuration says so; 0.169.0 of Codex has none.
 */
export function isKnownSafe(argv: readonly string[]): boolean {
  const [program, first, second] = argv;
  if (program === undefined) return false;
  if (isInert(program)) return true;
  if (program === "sed")
    return (
      first === "-n" &&
      SED_PRINT.test(second ?? "") &&
      argv.length <= 4 &&
      !argv.slice(3).some((word) => word.startsWith("-"))
    );
  if (program === "git") return GIT_LOOKERS.has(first ?? "") && findGuards(argv, 0).length === 0;
  return LOOKERS.has(program) && findGuards(argv, 0).length === 0;
}
