import { ConfigError } from "../config-error.ts";
import { isTable } from "../table.ts";

const BARE = /^[A-Za-z0-9_-]+$/;

function text(value: string): string {
  if (!value.isWellFormed())
    throw new ConfigError("usage", "text with half a surrogate pair cannot be written to a file");
  return JSON.stringify(value).replaceAll("\u007f", "\\u007f");
}

/** A key segment as TOML writes it. */
export function tomlKey(segment: string): string {
  return BARE.test(segment) ? segment : text(segment);
}

/**
 * A value as TOML writes it on one line; tables become inline tables.
 *
 * @throws {ConfigError} `usage` for what TOML cannot hold.
 */
export function tomlValue(value: unknown): string {
  if (typeof value === "string") return text(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    if (Object.is(value, -0)) return "-0.0";
    // Beyond 2^53 only the float is the same number; TOML readers refuse such integers.
    const text = String(value);
    return Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(text)
      ? `${text}.0`
      : text;
  }
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(", ")}]`;
  if (isTable(value)) {
    const pairs = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return pairs.length === 0
      ? "{}"
      : `{ ${pairs.map(([key, inner]) => `${tomlKey(key)} = ${tomlValue(inner)}`).join(", ")} }`;
  }
  throw new ConfigError(
    "usage",
    `a value of type ${value === null ? "null" : typeof value} cannot be written to a file`,
  );
}
