/**
 * Reads Starlark rule files and shell command lines, and says allow, ask or deny with the matching rule.
 *
 * @module
 */
export type * from "./verdict.ts";
