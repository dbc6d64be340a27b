/**
 * Reads Starlark rule files and shell command lines, and says allow, ask or deny with the matching rule.
 *
 * @module
 */
export type { CheckOptions } from "./check-options.ts";
export {
  type CheckArgvOptions,
  type CodexMatch,
  type CodexOutcome,
  type CodexResult,
  checkArgv,
} from "./codex/check-argv.ts";
export type { ManagedRule } from "./rule/managed-rule.ts";
export type { NetworkRule } from "./rule/network-rule.ts";
export type { PrefixRule, RuleWord } from "./rule/prefix-rule.ts";
export type { Declaration, RuleFile } from "./rule/rule-file.ts";
export { type LoadOptions, loadRules, type RuleProblem, RuleSet } from "./rule-set.ts";
export { RulesError, type RulesErrorCode } from "./rules-error.ts";
export type * from "./verdict.ts";
