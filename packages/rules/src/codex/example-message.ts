import type { ExampleFailure } from "../rule/check-examples.ts";
import type { PrefixRule, RuleWord } from "../rule/prefix-rule.ts";
import { joinWords } from "../rule/shlex.ts";
import { debugText } from "./debug-text.ts";

/** Says which example fails, in the words of Codex. */
export function exampleMessage(failure: ExampleFailure): string {
  if (failure.kind === "unmatched") {
    const rules = failure.declaration.rules.map((rule) => debugText(showRule(rule)));
    const examples = failure.examples.map((example) => debugText(joinWords(example)));
    return `expected every example to match at least one rule. rules: [${rules.join(", ")}]; unmatched examples: [${examples.join(", ")}]`;
  }
  const { rule, prefix, resolvedProgram } = failure.match;
  const program =
    resolvedProgram === undefined
      ? "None"
      : `Some(AbsolutePathBuf(${debugText(resolvedProgram.replace(/^\//, (slash) => (isRelative(failure.example[0]!) ? "" : slash)))}))`;
  const text = `PrefixRuleMatch { matched_prefix: [${prefix.map(debugText).join(", ")}], decision: ${debugWord(rule.decision)}, resolved_program: ${program}, justification: ${debugOption(rule.justification)} }`;
  return `expected example to not match rule \`${text}\`: ${joinWords(failure.example)}`;
}

function isRelative(program: string): boolean {
  return !program.startsWith("/") && !program.startsWith("~");
}

function showRule(rule: PrefixRule): string {
  const rest = rule.rest.map((tokens) =>
    tokens.length === 1 ? `Single(${debugText(tokens[0]!)})` : `Alts([${tokens.map(debugText).join(", ")}])`,
  );
  return `PrefixRule { pattern: PrefixPattern { canonical_matching: ${rule.canonical}, first: ${debugText(rule.first)}, rest: [${rest.join(", ")}] }, decision: ${debugWord(rule.decision)}, justification: ${debugOption(rule.justification)} }`;
}

function debugWord(word: RuleWord): string {
  return word === "prompt-user" ? "PromptUser" : `${word[0]!.toUpperCase()}${word.slice(1)}`;
}

function debugOption(text: string | undefined): string {
  return text === undefined ? "None" : `Some(${debugText(text)})`;
}
