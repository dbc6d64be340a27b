/**
 * Takes one proposed action, decides it, runs it confined and records why.
 *
 * @module
 */
export type * from "./action.ts";
export type * from "./decision.ts";
export type * from "./guard-types.ts";
export type * from "./run.ts";
