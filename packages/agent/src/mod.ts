/**
 * Model providers, tool definitions, the turn loop and the offline guide.
 *
 * @module
 */
export type * from "./event.ts";
