/**
 * Reads and edits rule files on disk: locked, in one step, and undoable. For Node and Deno.
 *
 * @module
 */
export type { RuleEdit } from "../amend/edit.ts";
export type { RuleFile } from "../rule/rule-file.ts";
export { parseExpectationFile } from "./expectation-file.ts";
export { withFileLock } from "./lock.ts";
export { decodeRules, editRuleFile, readRuleFolder, undoRuleEdit } from "./rule-files.ts";
