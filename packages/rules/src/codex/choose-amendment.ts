import { ruleLine } from "../amend/rule-line.ts";
import type { Amendment, Segment, Verdict } from "../verdict.ts";

const SHELLS = "bash sh zsh ksh dash fish /bin/bash /bin/sh /bin/zsh".split(" ");
const POWERSHELLS = ["pwsh", "powershell", "powershell.exe"];

/** Prefixes that Codex 0.169.0 takes from no model, as whole prefixes. */
const BANNED: ReadonlySet<string> = new Set(
  [
    ..."python python3 pypy pypy3 py pyw pythonw git cmd cmd.exe env sudo node nodejs deno bun perl ruby php lua osascript julia Rscript rm"
      .split(" ")
      .map((program) => [program]),
    ...[...SHELLS, ...POWERSHELLS].map((program) => [program]),
    ...["python", "python3"].flatMap((program) => [
      [program, "-"],
      [program, "-c"],
    ]),
    ["py", "-3"],
    ...["bash", "sh", "zsh", "/bin/bash"].flatMap((program) => [
      [program, "-c"],
      [program, "-lc"],
    ]),
    ["/bin/zsh", "-lc"],
    ["/bin/sh", "-c"],
    ...["ksh", "dash", "fish"].map((program) => [program, "-c"]),
    ...["node", "nodejs", "perl", "ruby", "lua", "julia", "bun"].map((program) => [program, "-e"]),
    ["php", "-r"],
    ["deno", "eval"],
    ["bun", "run"],
    ["npm", "run"],
    ...POWERSHELLS.flatMap((program) =>
      ["-Command", "-c", "-File", "-f", "-EncodedCommand", "-ec"].map((flag) => [program, flag]),
    ),
    ...["cmd", "cmd.exe"].flatMap((program) => [
      [program, "/c"],
      [program, "/k"],
    ]),
  ].map((prefix) => prefix.join("\0")),
);

/** What a question under Codex's meaning is about. */
export interface CodexQuestion {
  /** What the rules say about the command, under compat. */
  readonly verdict: Verdict;

  /** Says whether a command that no rule matches would make a question by itself. */
  readonly asks: (segment: Segment) => boolean;
  /** The prefix that the model proposes. */
  readonly proposed?: readonly string[];
}

/** Chooses the rule that Codex 0.169.0 offers with a question; undefined where a rule made the question. */
export function chooseCodexAmendment({ verdict, asks, proposed }: CodexQuestion): Amendment | undefined {
  if (verdict.decision === "ask" || verdict.decision === "deny") return undefined;
  const unruled = verdict.segments.filter(({ decision }) => decision === "none");
  const usable =
    proposed !== undefined &&
    proposed.length > 0 &&
    !BANNED.has(proposed.join("\0")) &&
    unruled.length === verdict.segments.length &&
    unruled.every(({ argv }) => proposed.every((token, at) => argv[at] === token));
  if (usable) return { prefix: proposed, line: ruleLine(proposed), alsoMatches: [], target: "user" };
  const first = unruled.find(asks);
  return first === undefined
    ? undefined
    : { prefix: first.argv, line: ruleLine(first.argv), alsoMatches: [], target: "user" };
}
