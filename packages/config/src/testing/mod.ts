/**
 * Judges fixtures of configuration files.
 *
 * @module
 */
export type * from "./config-case.ts";
export { judgeConfigCase } from "./judge-case.ts";
