import type { Position } from "./source.ts";

/** One entry of a Starlark call stack, outermost first. */
export interface Frame {
  readonly name: string;
  readonly at: Position;
}

/** What kind of mistake a {@link StarlarkError} reports. */
export type StarlarkErrorCode =
  | "parse"
  | "syntax"
  | "undefined-name"
  | "type"
  | "bad-arguments"
  | "no-attribute"
  | "load"
  | "fail"
  | "runtime"
  | "limit"
  | "host";

/**
 * A Starlark program that cannot be read or run: what is wrong, where, and by which calls it got there.
 *
 * The message is one line; {@link StarlarkError.at} is the innermost place.
 */
export class StarlarkError extends Error {
  override readonly name: string = "StarlarkError";
  readonly code: StarlarkErrorCode;
  readonly at: Position;
  readonly frames: readonly Frame[];

  constructor(
    code: StarlarkErrorCode,
    message: string,
    at: Position,
    frames: readonly Frame[] = [],
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.at = at;
    this.frames = frames;
  }
}

/** A failure without a place yet; the evaluator adds place and stack. Builtins of a host throw it. */
export class Failure extends Error {
  readonly code: StarlarkErrorCode;

  constructor(code: StarlarkErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
