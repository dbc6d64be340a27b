import { loadRules } from "../rule-set.ts";
import type { Statement } from "../starlark/ast.ts";
import { parse } from "../starlark/parser.ts";
import { Source } from "../starlark/source.ts";

/** What an edit of a rule file comes to. */
export type RuleEdit =
  | { readonly kind: "changed"; readonly text: string; readonly lines: readonly string[] }
  | { readonly kind: "unchanged"; readonly why: string }
  | { readonly kind: "refused"; readonly why: string };

/** Adds a line at the end of a rule file unless it is there already; the file must be sound before and after. */
export function addRuleLine(path: string, text: string, line: string): RuleEdit {
  if (text.split("\n").includes(line)) return { kind: "unchanged", why: "the line is there already" };
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  return sound(path, `${text}${gap}${line}\n`, [line]);
}

/** Removes the rules whose pattern is exactly these words, or the rule that stands on a line. */
export function removeRule(
  path: string,
  text: string,
  which: { readonly words: readonly string[] } | { readonly line: number },
): RuleEdit {
  const rules = loadRules([{ path, text, layer: "" }]);
  const [problem] = rules.problems;
  if (problem !== undefined)
    return { kind: "refused", why: `${path}:${problem.line}:${problem.column}: ${problem.message}` };
  const source = new Source(path, text);
  const statements = parse(source, 200).filter(isRuleCall);
  const lineOf = (offset: number): number => source.locate(offset).line;
  const wanted = rules.declarations.filter(({ rules: [first, ...more], at }) =>
    "line" in which
      ? statements.some(
          (statement) =>
            lineOf(statement.start) <= which.line &&
            which.line <= lineOf(statement.end) &&
            lineOf(statement.start) === at.line,
        )
      : more.length === 0 && sameWords([[first!.first], ...first!.rest], which.words),
  );
  if (wanted.length === 0) return { kind: "refused", why: `${path} has no such rule` };
  const removed: string[] = [];
  const lines = text.split("\n");
  for (const { at } of [...wanted].reverse()) {
    const statement = statements.find((each) => lineOf(each.start) === at.line);
    if (statement === undefined)
      return {
        kind: "refused",
        why: `the rule at line ${at.line} is made by other code; edit the file by hand`,
      };
    const from = lineOf(statement.start);
    const to = lineOf(Math.max(statement.start, statement.end - 1));
    const sharing = statements.some(
      (each) => each !== statement && lineOf(each.start) <= to && lineOf(each.end) >= from,
    );
    const whole = lines
      .slice(from - 1, to)
      .join("\n")
      .trim();
    if (sharing || !text.slice(statement.start, statement.end).trim().startsWith(whole.slice(0, 11))) {
      return { kind: "refused", why: `line ${from} holds more than the rule; edit the file by hand` };
    }
    removed.unshift(...lines.splice(from - 1, to - from + 1));
  }
  return sound(path, lines.join("\n"), removed);
}

function isRuleCall(statement: Statement): boolean {
  return (
    statement.kind === "expression" &&
    statement.value.kind === "call" &&
    statement.value.callee.kind === "name" &&
    statement.value.callee.name === "prefix_rule"
  );
}

function sameWords(pattern: readonly (readonly string[])[], words: readonly string[]): boolean {
  return (
    pattern.length === words.length &&
    pattern.every((tokens, at) => tokens.length === 1 && tokens[0] === words[at])
  );
}

function sound(path: string, text: string, lines: readonly string[]): RuleEdit {
  const [problem] = loadRules([{ path, text, layer: "" }]).problems;
  if (problem === undefined) return { kind: "changed", text, lines };
  return { kind: "refused", why: `${path}:${problem.line}:${problem.column}: ${problem.message}` };
}
