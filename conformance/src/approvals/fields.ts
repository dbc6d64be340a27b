import type { RawCase } from "../suite.ts";

/** A field as an object; an empty one where it is something else. */
export function object(value: unknown): RawCase {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as RawCase) : {};
}

/** A field as a list of strings; an empty one where it is something else. */
export function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
