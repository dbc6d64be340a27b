/**
 * Decides which destinations may be reached: the pure policy engine.
 *
 * @module
 */
export type * from "./decision.ts";
