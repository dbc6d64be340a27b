/**
 * Merges every configuration layer, clamps it by admin requirements, and says where each value came from.
 *
 * @module
 */
export type * from "./effective.ts";
