import { loadRules, type RuleSet } from "../../src/rule-set.ts";
import { ANYTHING } from "../../src/shell/command-words.ts";
import { readStrictly } from "../../src/shell/strict.ts";
import { readWidely, type WideCommand } from "../../src/shell/wide.ts";
import type { WideWord } from "../../src/shell/wide-word.ts";
import type { Execution } from "./bash.ts";
import { STUBS } from "./vocabulary.ts";

/** What a run of bash shows about the readings of one script. */
export interface Mismatch {
  readonly kind: "strict" | "wide" | "verdict";
  readonly script: string;
  /** What bash executed and the reading does not list. */
  readonly argv: readonly string[];
}

const EVERYTHING: RuleSet = loadRules([
  {
    path: "all.rules",
    layer: "test",
    text: STUBS.map((name) => `prefix_rule(pattern=[${JSON.stringify(name)}])`).join("\n"),
  },
]);

/** What a comparison shows. */
export interface Comparison {
  readonly mismatches: readonly Mismatch[];
  /** Executions that the wide reading lists only as whatever it cannot know: rules ask about them and cannot deny. */
  readonly unknown: number;
}

/** Compares what bash executed with both readings, and with the verdict under rules that allow every stub. */
export function compareReadings(script: string, executed: readonly Execution[]): Comparison {
  const found: Mismatch[] = [];
  const strict = readStrictly(script);
  if (strict.kind === "plain") {
    const listed = strict.commands.map(({ words }) => words);
    // bash itself runs a file without an interpreter line; what that starts is the doing of a listed program.
    const file = listed.some(([program]) => program?.text.includes("/") === true);
    for (const { argv, direct } of executed) {
      if (!direct || file) continue;
      const known = listed.some((words) => {
        const open = words.findIndex(({ kind }) => kind !== "literal");
        const fixed = open < 0 ? words : words.slice(0, open);
        return (
          fixed.every(({ text }, at) => argv[at] === text) && (open >= 0 || argv.length === words.length)
        );
      });
      if (!known) found.push({ kind: "strict", script, argv });
    }
  }
  const wide = readWidely(script);
  let unknown = 0;
  for (const { argv } of executed) {
    if (
      lists(
        wide.commands.filter(({ words }) => words[0] !== ANYTHING),
        argv,
      )
    )
      continue;
    if (lists(wide.commands, argv)) unknown += 1;
    else found.push({ kind: "wide", script, argv });
  }
  if (strict.kind === "refused" && EVERYTHING.check({ kind: "script", text: script }).decision === "allow") {
    found.push({ kind: "verdict", script, argv: [] });
  }
  return { mismatches: found, unknown };
}

function lists(commands: readonly WideCommand[], argv: readonly string[]): boolean {
  return commands.some(({ words }) => matches(words, 0, argv, 0));
}

function matches(words: readonly WideWord[], at: number, argv: readonly string[], from: number): boolean {
  const word = words[at];
  if (word === undefined) return from === argv.length;
  if (word.kind === "text") return argv[from] === word.text && matches(words, at + 1, argv, from + 1);
  if (word.many) {
    for (let next = from; next <= argv.length; next += 1) if (matches(words, at + 1, argv, next)) return true;
    return false;
  }
  const text = argv[from];
  if (text === undefined) return false;
  if (word.test.test(text) && matches(words, at + 1, argv, from + 1)) return true;
  // A glob becomes as many words as there are names.
  return word.glob && word.test.test(text) && matches(words, at, argv, from + 1);
}
