import type { Origin } from "./decision.ts";

/** Stable codes of {@linkcode NetworkError}. */
export type NetworkErrorCode =
  | "bad-pattern"
  | "bad-range"
  | "bad-port"
  | "bad-preset"
  | "bad-hook"
  | "bad-upstream";

/** A policy that has no meaning. A refused destination is never an error: it is a decision. */
export class NetworkError extends Error {
  /** Stable, for programs. */
  readonly code: NetworkErrorCode;
  /** Where the entry was written, when that is known. */
  readonly origin?: Origin;

  /** Creates an error whose message names the place, the value and what to write instead. */
  constructor(
    code: NetworkErrorCode,
    message: string,
    options: { readonly origin?: Origin | undefined } = {},
  ) {
    const { file, line, column } = options.origin ?? {};
    const place = [file, line, column].filter((part) => part !== undefined).join(":");
    super(file === undefined ? message : `${place}: ${message}`);
    this.name = "NetworkError";
    this.code = code;
    if (options.origin) this.origin = options.origin;
  }

  /** Says the same about an entry whose place is known; what has a place keeps it. */
  at(origin: Origin | undefined): NetworkError {
    return origin === undefined || this.origin ? this : new NetworkError(this.code, this.message, { origin });
  }
}

/** Runs what reads an entry, so that what it throws names the place of the entry. */
export function placed<T>(origin: Origin | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof NetworkError ? error.at(origin) : error;
  }
}
