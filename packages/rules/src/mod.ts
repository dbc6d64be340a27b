/**
 * Reads Starlark rule files and shell command lines, and says allow, ask or deny with the matching rule.
 *
 * @module
 */
export { type Ban, bannedPrefix } from "./amend/banned.ts";
export { addRuleLine, type RuleEdit, removeRule } from "./amend/edit.ts";
export { networkLine, ruleLine } from "./amend/rule-line.ts";
export type { CheckOptions } from "./check-options.ts";
export {
  type CheckArgvOptions,
  type CodexMatch,
  type CodexOutcome,
  type CodexResult,
  checkArgv,
} from "./codex/check-argv.ts";
export { type CodexQuestion, chooseCodexAmendment } from "./codex/choose-amendment.ts";
export {
  type Expectation,
  type ExpectationFailure,
  readExpectations,
  showCommand,
  testExpectations,
} from "./expectation.ts";
export { type FiredGuard, findGuards } from "./guard/find-guards.ts";
export { type LintFinding, lintRules } from "./lint/lint.ts";
export type { ManagedRule } from "./rule/managed-rule.ts";
export type { NetworkRule } from "./rule/network-rule.ts";
export type { PrefixRule, RuleWord } from "./rule/prefix-rule.ts";
export type { Declaration, RuleFile } from "./rule/rule-file.ts";
export { joinWords, splitWords } from "./rule/shlex.ts";
export { type LoadOptions, loadRules, type RuleProblem, RuleSet } from "./rule-set.ts";
export { RulesError, type RulesErrorCode } from "./rules-error.ts";
export { escapeText, inspectBytes } from "./shell/hygiene.ts";
export {
  readStrictly,
  type StrictCommand,
  type StrictOptions,
  type StrictReading,
  type StrictWord,
} from "./shell/strict.ts";
export { readWidely, type WideCommand, type WideReading } from "./shell/wide.ts";
export type { WideWord } from "./shell/wide-word.ts";
export { gitEnvironment } from "./table/git-environment.ts";
export type * from "./verdict.ts";
