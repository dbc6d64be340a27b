import { parseTOML } from "toml-eslint-parser";
import { ConfigError } from "../config-error.ts";
import { formatKeyPath, type KeyPath, valueAt, withValue } from "../key-path.ts";
import { equal, isTable, type Table } from "../table.ts";
import { parseToml } from "../toml.ts";
import { tomlKey, tomlValue } from "./toml-value.ts";

/** One change of a file: a value to set, or `undefined` to remove the key. */
export interface Edit {
  /** The key. */
  readonly path: KeyPath;
  /** The new value. */
  readonly value: unknown;
}

interface Node {
  readonly type: string;
  readonly range: readonly [number, number];
  readonly [field: string]: unknown;
}

/** One `key = value`, with the path it sets. */
interface Pair {
  readonly path: KeyPath;
  readonly node: Node;
  readonly value: Node;
}

/** One `[table]` header, or the top of the file. */
interface Section {
  readonly path: KeyPath;
  readonly node?: Node;
  readonly pairs: readonly Pair[];
  readonly single: boolean;
}

function segments(key: Node): readonly string[] {
  return (key["keys"] as readonly Node[]).map((part) => String(part["name"] ?? part["value"]));
}

function pairOf(node: Node, base: KeyPath): Pair {
  return { path: [...base, ...segments(node["key"] as Node)], node, value: node["value"] as Node };
}

function sectionsOf(text: string): readonly Section[] {
  const root = parseTOML(text, { tomlVersion: "1.1.0" }) as unknown as Node;
  const body = ((root["body"] as readonly Node[])[0]?.["body"] ?? []) as readonly Node[];
  const top: Section = {
    path: [],
    pairs: body.filter((node) => node.type === "TOMLKeyValue").map((node) => pairOf(node, [])),
    single: true,
  };
  const tables = body
    .filter((node) => node.type === "TOMLTable")
    .map((node): Section => {
      const path = (node["resolvedKey"] as readonly (string | number)[]).map(String);
      return {
        path,
        node,
        pairs: (node["body"] as readonly Node[]).map((pair) => pairOf(pair, path)),
        single: node["kind"] === "standard",
      };
    });
  return [top, ...tables];
}

function startsWith(path: KeyPath, prefix: KeyPath): boolean {
  return prefix.length <= path.length && prefix.every((part, i) => part === path[i]);
}

function splice(text: string, start: number, end: number, put: string): string {
  return text.slice(0, start) + put + text.slice(end);
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

/** Puts a line after position `at`, ending the line before it where the file does not. */
function insertLine(text: string, at: number, line: string, newline: string): string {
  const before = at > 0 && text[at - 1] !== "\n" ? newline : "";
  return splice(text, at, at, `${before}${line}${newline}`);
}

function assign(
  sections: readonly Section[],
  text: string,
  table: Table,
  edit: Edit,
  newline: string,
): string {
  for (const pair of sections.flatMap((section) => section.pairs)) {
    if (!startsWith(edit.path, pair.path)) continue;
    const rest = edit.path.slice(pair.path.length);
    if (rest.length > 0 && !isTable(valueAt(table, pair.path))) continue;
    const value =
      rest.length === 0 ? edit.value : withValue(valueAt(table, pair.path) as Table, rest, edit.value);
    return splice(text, pair.value.range[0], pair.value.range[1], tomlValue(value));
  }
  const home = sections
    .filter((section) => section.single && startsWith(edit.path.slice(0, -1), section.path))
    .reduce((a, b) => (b.path.length >= a.path.length ? b : a));
  const rest = edit.path.slice(home.path.length);
  const dottedAtTop = sections[0]!.pairs.some(
    (pair) => pair.path.length > 1 && pair.path[0] === edit.path[0],
  );
  if (home.path.length === 0 && rest.length > 1 && !dottedAtTop) {
    const header = `[${edit.path.slice(0, -1).map(tomlKey).join(".")}]`;
    const gap = text.trim() === "" ? "" : newline;
    return insertLine(
      text,
      text.length,
      `${gap}${header}${newline}${tomlKey(edit.path.at(-1)!)} = ${tomlValue(edit.value)}`,
      newline,
    );
  }
  const line = `${rest.map(tomlKey).join(".")} = ${tomlValue(edit.value)}`;
  const last = home.pairs.at(-1);
  if (last) return insertLine(text, lineEnd(text, last.node.range[1]), line, newline);
  if (home.node) return insertLine(text, lineEnd(text, headerEnd(text, home.node)), line, newline);
  const first = sections[1]?.node;
  if (!first) return insertLine(text, text.length, line, newline);
  return splice(text, first.range[0], first.range[0], `${line}${newline}${newline}`);
}

/** End of the line of a `[header]`; the range of a table covers its body too. */
function headerEnd(text: string, node: Node): number {
  const key = node["key"] as Node;
  return text.indexOf("]", key.range[1]) + 1;
}

function remove(sections: readonly Section[], text: string, table: Table, edit: Edit): string {
  for (const pair of sections.flatMap((section) => section.pairs)) {
    if (!startsWith(edit.path, pair.path)) continue;
    const rest = edit.path.slice(pair.path.length);
    if (rest.length > 0) {
      if (!isTable(valueAt(table, pair.path))) continue;
      const value = withValue(valueAt(table, pair.path) as Table, rest, undefined);
      return splice(text, pair.value.range[0], pair.value.range[1], tomlValue(value));
    }
    const start = text.lastIndexOf("\n", pair.node.range[0] - 1) + 1;
    return splice(text, start, lineEnd(text, pair.node.range[1]), "");
  }
  return text;
}

/** True when two tables are equal, apart from tables that an edit left empty. */
function sameBut(before: Table, after: Table, path: KeyPath): boolean {
  const bare = (table: Table): Table => {
    let result = withValue(table, path, undefined);
    for (let n = path.length - 1; n > 0; n--) {
      const parent = valueAt(result, path.slice(0, n));
      if (isTable(parent) && Object.keys(parent).length === 0)
        result = withValue(result, path.slice(0, n), undefined);
    }
    return result;
  };
  return equal(bare(before), bare(after));
}

/**
 * Changes values of a TOML text and leaves everything else as it is: comments, order, blank lines, line ends, spelling.
 * The result is parsed again and compared, so an edit either does exactly what it says or is refused.
 *
 * @throws {ConfigError} `syntax` for a text that is not TOML, `write_refused` where the text is written in a way that
 * cannot be edited safely.
 */
export function editToml(text: string, edits: readonly Edit[], file?: string): string {
  const origin = { layer: "user", ...(file === undefined ? {} : { file }) };
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  return edits.reduce((now, edit) => {
    if (edit.path.length === 0) throw new ConfigError("usage", "a key is needed to change a file");
    const before = parseToml(now, origin);
    if (edit.value === undefined && valueAt(before, edit.path) === undefined) return now;
    const mark = now.charCodeAt(0) === 0xfeff ? "\uFEFF" : "";
    const body = now.slice(mark.length);
    const refuse = (cause?: unknown): never => {
      throw new ConfigError(
        "write_refused",
        `${formatKeyPath(edit.path)} is written in a way that cannot be changed safely; change it by hand`,
        {
          origin,
          key: formatKeyPath(edit.path),
          cause,
        },
      );
    };
    let next: string;
    try {
      const sections = sectionsOf(body);
      next =
        edit.value === undefined
          ? remove(sections, body, before, edit)
          : assign(sections, body, before, edit, newline);
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      return refuse(error);
    }
    let after: Table;
    try {
      after = parseToml(next, origin);
    } catch (error) {
      return refuse(error);
    }
    if (!equal(valueAt(after, edit.path), edit.value) || !sameBut(before, after, edit.path)) return refuse();
    return mark + next;
  }, text);
}
