import type { CheckOptions } from "./check-options.ts";
import { joinWords } from "./rule/shlex.ts";
import type { RuleSet } from "./rule-set.ts";
import { RulesError } from "./rules-error.ts";
import type { Command, RuleDecision } from "./verdict.ts";

/** One expectation of a `rules.test.toml`: a command, and what the rules shall say about it. */
export interface Expectation {
  /** The command to judge. */
  readonly command: Command;
  /** What the rules shall say. */
  readonly expect: RuleDecision;
}

/** An expectation that the rules do not meet. */
export interface ExpectationFailure {
  /** The expectation. */
  readonly expectation: Expectation;
  /** What the rules say. */
  readonly found: RuleDecision;
}

const DECISIONS: ReadonlySet<string> = new Set(["allow", "ask", "deny", "none"]);

/**
 * Reads the parsed content of a `rules.test.toml`: tables `[[expect]]` with `shell` (a text) or `argv` (a list), and
 * `decision` of allow, ask, deny or none.
 *
 * @throws RulesError with code `usage` where the content has another shape.
 */
export function readExpectations(content: unknown): readonly Expectation[] {
  const list = (content as { expect?: unknown } | null)?.expect;
  if (!Array.isArray(list)) throw new RulesError("usage", "a rules.test.toml holds tables named [[expect]]");
  return list.map((entry: unknown, at): Expectation => {
    const { shell, argv, decision, ...rest } = entry as Readonly<Record<string, unknown>>;
    const fail = (what: string): never => {
      throw new RulesError("usage", `[[expect]] number ${at + 1}: ${what}`);
    };
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) return fail(`unknown key ${unknown}; the keys are shell, argv and decision`);
    if (typeof decision !== "string" || !DECISIONS.has(decision))
      return fail("decision must be allow, ask, deny or none");
    const expect = decision as RuleDecision;
    if (typeof shell === "string" && argv === undefined)
      return { command: { kind: "script", text: shell }, expect };
    if (Array.isArray(argv) && argv.every((word) => typeof word === "string") && shell === undefined) {
      return { command: { kind: "argv", argv }, expect };
    }
    return fail("give either shell (a text) or argv (a list of texts)");
  });
}

/** Judges every expectation and lists those that the rules do not meet. */
export function testExpectations(
  rules: RuleSet,
  expectations: readonly Expectation[],
  options: CheckOptions = {},
): readonly ExpectationFailure[] {
  return expectations.flatMap((expectation) => {
    const { decision } = rules.check(expectation.command, options);
    return decision === expectation.expect ? [] : [{ expectation, found: decision }];
  });
}

/** Shows the command of an expectation on one line. */
export function showCommand(command: Command): string {
  return command.kind === "argv" ? joinWords(command.argv) : command.text;
}
