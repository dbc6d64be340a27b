/**
 * Permission profiles, the plan, the backend seam and the enforcement report.
 *
 * @module
 */
export type * from "./backend.ts";
export { pathBytes, pathFromBytes } from "./path-bytes.ts";
export type * from "./plan.ts";
export type * from "./profile.ts";
export type * from "./report.ts";
