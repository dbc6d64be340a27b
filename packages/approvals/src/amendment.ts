import { refusePrefix } from "./prefix-class.ts";

/** One command of a line, and what made it part of the question. */
export interface AmendmentSegment {
  /** The command, word by word. */
  readonly argv: readonly string[];
  /** True when a rule speaks about it. */
  readonly ruled: boolean;
  /** True when it alone would make a question. */
  readonly asks: boolean;
}

/** What a proposal for a rule is made from. */
export interface AmendmentInput {
  /** The commands in order; for text that could not be read, one whole shell call. */
  readonly segments: readonly AmendmentSegment[];
  /** True when a rule made the question: a further rule would not answer it. */
  readonly askedByRule: boolean;
  /** A prefix that the model proposed. */
  readonly suggested?: readonly string[];
}

const shells = ["bash", "zsh", "sh", "/bin/bash", "/bin/zsh", "/bin/sh", "ksh", "dash", "fish"];
const powershells = ["pwsh", "powershell", "powershell.exe"];

/** The prefixes that Codex 0.169.0 takes from no model, as whole prefixes; measured. */
const bannedByCodex: ReadonlySet<string> = new Set(
  [
    "python python3 pypy pypy3 py pyw pythonw git cmd cmd.exe env sudo node nodejs deno bun perl ruby php lua osascript julia Rscript rm"
      .split(" ")
      .map((program) => [program]),
    [...shells, ...powershells].map((program) => [program]),
    ["python", "python3"].flatMap((program) => [
      [program, "-"],
      [program, "-c"],
    ]),
    [["py", "-3"]],
    shells.map((program) => [program, "-c"]),
    ["bash", "sh", "zsh", "/bin/bash", "/bin/zsh"].map((program) => [program, "-lc"]),
    ["node", "nodejs", "perl", "ruby", "lua", "julia", "bun"].map((program) => [program, "-e"]),
    [
      ["php", "-r"],
      ["deno", "eval"],
      ["bun", "run"],
      ["npm", "run"],
    ],
    powershells.flatMap((program) =>
      ["-Command", "-c", "-File", "-f", "-EncodedCommand", "-ec"].map((flag) => [program, flag]),
    ),
    ["cmd", "cmd.exe"].flatMap((program) => [
      [program, "/c"],
      [program, "/k"],
    ]),
  ]
    .flat()
    .map((prefix) => prefix.join("\0")),
);

function covers(prefix: readonly string[], argv: readonly string[]): boolean {
  return prefix.length <= argv.length && prefix.every((token, index) => token === argv[index]);
}

/** The model's prefix, where it would make the whole line allowed and no rule speaks about any part of it. */
function usable(
  input: AmendmentInput,
  banned: (prefix: readonly string[]) => boolean,
): readonly string[] | undefined {
  const { suggested, segments } = input;
  if (suggested === undefined || suggested.length === 0 || banned(suggested)) return undefined;
  const fits = segments.every((segment) => !segment.ruled && covers(suggested, segment.argv));
  return fits ? suggested : undefined;
}

/**
 * Proposes the rule prefixes that would answer a question. By default one for each command that asks, each narrow
 * enough by class, and none for text that could not be read. Under compat exactly what Codex proposes: the model's
 * prefix unless it is on a fixed list, else the first command that asks, in full.
 */
export function proposeAmendments(input: AmendmentInput, compat?: "codex"): readonly (readonly string[])[] {
  if (input.askedByRule) return [];
  const asking = input.segments.filter((segment) => segment.asks && !segment.ruled);
  if (compat === "codex") {
    const suggested = usable(input, (prefix) => bannedByCodex.has(prefix.join("\0")));
    if (suggested !== undefined) return [suggested];
    return asking.slice(0, 1).map((segment) => segment.argv);
  }
  const suggested = usable(input, (prefix) => refusePrefix(prefix) !== undefined);
  if (suggested !== undefined) return [suggested];
  const prefixes = asking.map((segment) => segment.argv);
  return prefixes.some((prefix) => refusePrefix(prefix) !== undefined) ? [] : prefixes;
}
