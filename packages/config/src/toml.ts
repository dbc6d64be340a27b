import { parse, TomlError } from "smol-toml";
import { ConfigError } from "./config-error.ts";
import type { Origin } from "./effective.ts";
import { isTable, type Table } from "./table.ts";

/** Files larger than this are refused: no hand-written policy comes near it. Bytes. */
export const MAX_FILE_BYTES = 1_048_576;

/** Deepest nesting of tables and arrays that is read. */
export const MAX_DEPTH = 64;

function plain(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new RangeError(`tables are nested deeper than ${MAX_DEPTH}`);
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "bigint") return value;
  if (!isTable(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    Object.defineProperty(copy, key, {
      value: plain(value[key], depth + 1),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return copy;
}

/**
 * Parses TOML into plain values; dates become their ISO text.
 *
 * @throws {ConfigError} `syntax` with line and column.
 */
export function parseToml(text: string, origin: Origin): Table {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return plain(parse(source, { maxDepth: MAX_DEPTH }), 0) as Table;
  } catch (error) {
    if (error instanceof TomlError) {
      const line = source.split("\n")[error.line - 1] ?? "";
      const [first] = error.message.split("\n");
      const shown = line.trim() === "" ? "" : `; the line is: ${line.trim().slice(0, 120)}`;
      throw new ConfigError(
        "syntax",
        `${(first ?? "").replace(/^Invalid TOML document: /, "not valid TOML: ")}${shown}`,
        {
          origin: { ...origin, line: error.line, column: error.column },
        },
      );
    }
    throw new ConfigError(
      "syntax",
      `not valid TOML: ${error instanceof Error ? error.message : String(error)}`,
      {
        origin: { ...origin, line: 1, column: 1 },
        cause: error,
      },
    );
  }
}
