import { ConfigError } from "./config-error.ts";
import { isTable, own, type Table } from "./table.ts";

/** A key as its segments; the only form without ambiguity, because paths and hosts hold dots. */
export type KeyPath = readonly string[];

const BARE = /^[A-Za-z0-9_-]+$/;

/** Reads one quoted segment that starts at `start`; returns the text and the index after the closing quote. */
function quoted(text: string, start: number): { readonly value: string; readonly end: number } {
  const quote = text[start]!;
  let value = "";
  for (let i = start + 1; i < text.length; i++) {
    const char = text[i]!;
    if (char === quote) return { value, end: i + 1 };
    if (char === "\\" && quote === '"') {
      const next = text[++i];
      if (next === '"' || next === "\\") value += next;
      else
        throw new ConfigError(
          "bad_key_path",
          `key ${text}: only \\" and \\\\ may be escaped in a quoted segment`,
        );
    } else value += char;
  }
  throw new ConfigError("bad_key_path", `key ${text}: the quote at column ${start + 1} is never closed`);
}

/**
 * Splits a dotted key with the grammar of TOML: `projects."/home/me/x".trust_level` has three segments.
 *
 * @throws {ConfigError} `bad_key_path` for empty segments and unclosed quotes.
 */
export function parseKeyPath(text: string): KeyPath {
  const source = text.trim();
  const segments: string[] = [];
  let at = 0;
  for (;;) {
    while (source[at] === " ") at++;
    if (source[at] === '"' || source[at] === "'") {
      const part = quoted(source, at);
      segments.push(part.value);
      at = part.end;
    } else {
      let end = at;
      while (end < source.length && source[end] !== ".") end++;
      const bare = source.slice(at, end).trim();
      if (bare === "")
        throw new ConfigError("bad_key_path", `key ${JSON.stringify(text)}: a segment is empty`);
      segments.push(bare);
      at = end;
    }
    while (source[at] === " ") at++;
    if (at >= source.length) return segments;
    if (source[at] !== ".") {
      throw new ConfigError("bad_key_path", `key ${text}: a dot is missing after the quoted segment`);
    }
    at++;
  }
}

/** The dotted spelling of a key, with quotes where a segment needs them. */
export function formatKeyPath(path: KeyPath): string {
  return path.map((part) => (BARE.test(part) ? part : JSON.stringify(part))).join(".");
}

/** The value at a path; `undefined` where there is none. Array items are reached by their index. */
export function valueAt(root: unknown, path: KeyPath): unknown {
  let value = root;
  for (const part of path) {
    if (isTable(value)) value = own(value, part);
    else if (Array.isArray(value) && /^\d+$/.test(part)) value = value[Number(part)];
    else return undefined;
  }
  return value;
}

/**
 * Finds which path a loosely written key means: where a segment is unknown, it is joined with the following ones, so
 * that `permissions.p.filesystem.~/.ssh` finds the entry `~/.ssh`. Exact segments win.
 */
export function findPath(root: unknown, segments: KeyPath): KeyPath {
  const path: string[] = [];
  let value = root;
  for (let i = 0; i < segments.length; ) {
    let taken = 1;
    if (isTable(value) && own(value, segments[i]!) === undefined) {
      for (let n = 2; i + n <= segments.length; n++) {
        if (own(value, segments.slice(i, i + n).join(".")) !== undefined) taken = n;
      }
    }
    const part = segments.slice(i, i + taken).join(".");
    path.push(part);
    value = valueAt(value, [part]);
    i += taken;
  }
  return path;
}

/** A copy of `table` with `value` at `path`; `undefined` removes the key. */
export function withValue(table: Table, path: KeyPath, value: unknown): Table {
  const [head, ...rest] = path;
  if (head === undefined) return isTable(value) ? value : table;
  const copy: Record<string, unknown> = Object.defineProperties({}, Object.getOwnPropertyDescriptors(table));
  const inner = own(table, head);
  const next = rest.length === 0 ? value : withValue(isTable(inner) ? inner : {}, rest, value);
  if (next === undefined) delete copy[head];
  else
    Object.defineProperty(copy, head, { value: next, enumerable: true, configurable: true, writable: true });
  return copy;
}
