/**
 * The event catalogue and the tamper-evident local trail.
 *
 * @module
 */
export type * from "./record.ts";
