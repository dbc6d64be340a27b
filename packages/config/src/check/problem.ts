import type { ConfigError } from "../config-error.ts";
import type { Notice } from "../effective.ts";

/** Something that a check found, with its place. */
export interface Problem {
  /** `error`: the file does not load, or would not do what it says. */
  readonly severity: "error" | "warn" | "info";
  /** Stable name of the kind of problem. */
  readonly code: string;
  /** One sentence for a person. */
  readonly message: string;
  /** The file that was checked. */
  readonly file?: string;
  /** 1-based; present whenever `file` is. */
  readonly line?: number;
  /** 1-based, in UTF-16 units. */
  readonly column?: number;
  /** Dotted key. */
  readonly key?: string;
}

/** An error as a problem. */
export function problemOfError(error: ConfigError): Problem {
  const { origin } = error;
  return {
    severity: "error",
    code: error.code,
    message: error.detail,
    ...(origin?.file === undefined
      ? {}
      : { file: origin.file, line: origin.line ?? 1, column: origin.column ?? 1 }),
    ...(error.key === undefined ? {} : { key: error.key }),
  };
}

/** A notice as a problem. */
export function problemOfNotice(notice: Notice): Problem {
  const { origin } = notice;
  return {
    severity: notice.severity,
    code: notice.code,
    message: notice.text,
    ...(origin?.file === undefined
      ? {}
      : { file: origin.file, line: origin.line ?? 1, column: origin.column ?? 1 }),
    ...(notice.key === undefined ? {} : { key: notice.key }),
  };
}
