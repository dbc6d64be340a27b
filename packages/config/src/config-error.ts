import type { Origin } from "./effective.ts";

/** Stable names of the ways in which configuration can be unusable. */
export type ConfigErrorCode =
  | "syntax"
  | "bad_value"
  | "unknown_key"
  | "bad_key_path"
  | "missing_profile"
  | "legacy_profile"
  | "unsafe_file"
  | "unreadable_file"
  | "missing_home"
  | "bad_reference"
  | "requirements"
  | "requirements_conflict"
  | "requirements_refuse"
  | "cloud"
  | "write_refused"
  | "version_conflict"
  | "usage";

/** How layers that are no files are called in sentences. */
const PLACES: Readonly<Record<string, string>> = { session: "-c on the command line", runtime: "this run" };

/** How an origin is written in messages: `file:line:column`, or the layer where there is no file. */
export function placeOf(origin: Origin | undefined): string {
  if (!origin) return "";
  if (origin.file === undefined) return PLACES[origin.layer] ?? origin.layer;
  if (origin.line === undefined) return origin.file;
  return `${origin.file}:${origin.line}:${origin.column ?? 1}`;
}

/**
 * Thrown where Paddock must not start, or where a caller misuses the package. The message says what is wrong, where
 * (`file:line:column`) and what to do; `code` is stable, `origin` is for programs.
 */
export class ConfigError extends Error {
  /** Always `ConfigError`. */
  override readonly name = "ConfigError";
  /** Stable name of the kind of error. */
  readonly code: ConfigErrorCode;
  /** Where it is. */
  readonly origin?: Origin;
  /** Dotted key that the error is about. */
  readonly key?: string;
  /** Message without the place. */
  readonly detail: string;

  /** Makes an error; `detail` is the message without the place. */
  constructor(
    code: ConfigErrorCode,
    detail: string,
    options: {
      readonly origin?: Origin | undefined;
      readonly key?: string | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    const place = placeOf(options.origin);
    super(
      place ? `${place}: ${detail}` : detail,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.code = code;
    this.detail = detail;
    if (options.origin) this.origin = options.origin;
    if (options.key !== undefined) this.key = options.key;
  }

  /** JSON form without the cause; holds no file content beyond the offending text. */
  toJSON(): {
    readonly code: string;
    readonly message: string;
    readonly origin?: Origin;
    readonly key?: string;
  } {
    return {
      code: this.code,
      message: this.message,
      ...(this.origin ? { origin: this.origin } : {}),
      ...(this.key === undefined ? {} : { key: this.key }),
    };
  }
}
