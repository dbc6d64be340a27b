import type { KeyPath } from "./key-path.ts";
import { isTable, put, type Table } from "./table.ts";

/** Names below which values are secrets, or may hold them. */
const SECRET: ReadonlySet<string> = new Set([
  "env",
  "http_headers",
  "headers",
  "set",
  "query_params",
  "experimental_bearer_token",
  "bearer_token",
  "auth",
  "oauth",
]);

/** What stands in place of a secret. */
export const REDACTED = "(hidden)";

/** A copy of a value with everything that may be a secret replaced; names stay, so that one can see what is set. */
export function redact(value: unknown, path: KeyPath = []): unknown {
  const secret = path.some((part) => SECRET.has(part));
  if (Array.isArray(value)) return value.map((item) => redact(item, path));
  if (isTable(value)) {
    const copy: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value as Table)) put(copy, key, redact(inner, [...path, key]));
    return copy;
  }
  return secret && typeof value === "string" ? REDACTED : value;
}
