/**
 * The pure decision table, grants with scope and expiry, and the automatic reviewer.
 *
 * @module
 */
export type * from "./facts.ts";
