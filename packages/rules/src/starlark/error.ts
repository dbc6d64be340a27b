import type { Position } from "./source.ts";

/** One entry of a Starlark call stack, outermost first. */
export interface Frame {
  /** Name of the function, or of the class. */
  readonly name: string;
  /** The innermost place. */
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
  /** Name of the function, or of the class. */
  override readonly name: string = "StarlarkError";
  /** Kind of the mistake; stable. */
  readonly code: StarlarkErrorCode;
  /** The innermost place. */
  readonly at: Position;
  /** The calls that led there, outermost first. */
  readonly frames: readonly Frame[];

  /** Makes the error. */
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
  /** Kind of the mistake; stable. */
  readonly code: StarlarkErrorCode;

  /** Makes the error. */
  constructor(code: StarlarkErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
