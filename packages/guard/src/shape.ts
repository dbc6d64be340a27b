import { GuardError } from "./guard-error.ts";

// Checks of single fields of an action. Each names the field and what it should be.

/** Ends with what is wrong. */
export function fail(problem: string): never {
  throw new GuardError("bad-action", problem);
}

function kindOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "a list" : typeof value;
}

/** Text without the character that no path and no argument may hold. */
export function text(value: unknown, what: string): string {
  if (typeof value !== "string") return fail(`${what} must be text, not ${kindOf(value)}`);
  if (value.includes("\0")) fail(`${what} holds a NUL character`);
  return value;
}

/** A list of anything. */
export function list(value: unknown, what: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(`${what} must be a list, not ${kindOf(value)}`);
}

/** An object that is no list. */
export function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return fail(`${what} must be an object, not ${kindOf(value)}`);
  return value as Readonly<Record<string, unknown>>;
}

/** A whole number from 0. */
export function count(value: unknown, what: string): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    fail(`${what} must be a whole number from 0, not ${String(value)}`);
}

/** One of a few words. */
export function oneOf(value: unknown, words: readonly string[], what: string): void {
  if (!words.includes(value as string))
    fail(`${what} must be ${words.join(", ")}, not ${JSON.stringify(value) ?? kindOf(value)}`);
}
