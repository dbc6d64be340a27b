import type { KeyPath } from "../key-path.ts";
import { isTable, put, type Table } from "../table.ts";
import { accepts } from "./accepts.ts";
import { nearest } from "./nearest.ts";
import type { Key, Keys, Shape } from "./shape.ts";

/** A name that no key has. */
export interface UnknownKey {
  readonly path: KeyPath;
  /** The known name that is closest, if one is close. */
  readonly nearest?: string;
}

function shapeFor(shape: Shape, value: unknown): Shape {
  if (shape.kind !== "either") return shape;
  return (
    shape.of.find((one) => accepts(one, value)) ??
    shape.of.find((one) => one.kind === "table" && isTable(value)) ??
    shape
  );
}

/** Every name of a value that its shape does not know, deepest names included, in file order. */
export function unknownKeys(shape: Shape, value: unknown, path: KeyPath = []): readonly UnknownKey[] {
  const actual = shapeFor(shape, value);
  if (actual.kind === "list" && Array.isArray(value)) {
    return value.flatMap((item, i) => unknownKeys(actual.of, item, [...path, String(i)]));
  }
  if (actual.kind === "map" && isTable(value)) {
    return Object.entries(value).flatMap(([name, item]) => unknownKeys(actual.of, item, [...path, name]));
  }
  if (actual.kind !== "table" || !isTable(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const key = Object.hasOwn(actual.keys, name) ? actual.keys[name] : undefined;
    if (key) return unknownKeys(key.shape, item, [...path, name]);
    if (actual.open) return [];
    const close = nearest(name, Object.keys(actual.keys));
    return [{ path: [...path, name], ...(close === undefined ? {} : { nearest: close }) }];
  });
}

/** How the text of one path becomes an absolute path. */
export type PathResolver = (path: string) => string;

/** A copy of a value in which aliases are replaced by their words and paths are absolute. */
export function normalize(shape: Shape, value: unknown, resolve: PathResolver): unknown {
  const actual = shapeFor(shape, value);
  switch (actual.kind) {
    case "path":
      return typeof value === "string" && value !== "" ? resolve(value) : value;
    case "words":
      return typeof value === "string" && actual.aliases && Object.hasOwn(actual.aliases, value)
        ? actual.aliases[value]
        : value;
    case "list":
      return Array.isArray(value) ? value.map((item) => normalize(actual.of, item, resolve)) : value;
    case "map":
    case "table": {
      if (!isTable(value)) return value;
      const copy: Record<string, unknown> = {};
      for (const [name, item] of Object.entries(value)) {
        const inner = actual.kind === "map" ? actual.of : keyOf(actual.keys, name)?.shape;
        put(copy, name, inner ? normalize(inner, item, resolve) : item);
      }
      return copy;
    }
    default:
      return value;
  }
}

/** The key of a name; `undefined` for unknown and for inherited names. */
export function keyOf(keys: Keys, name: string): Key | undefined {
  return Object.hasOwn(keys, name) ? keys[name] : undefined;
}

/** The key at a path, free names passed through; `undefined` where the table knows none. */
export function keyAt(keys: Keys, path: KeyPath): Key | undefined {
  let key: Key | undefined;
  let shapes: readonly Shape[] = [{ kind: "table", keys }];
  for (const name of path) {
    let next: Key | undefined;
    for (const shape of shapes.flatMap((one) => (one.kind === "either" ? one.of : [one]))) {
      if (shape.kind === "table") next ??= keyOf(shape.keys, name);
      else if (shape.kind === "map" || (shape.kind === "list" && /^\d+$/.test(name))) {
        next ??= { shape: shape.of, summary: key?.summary ?? "" };
      }
    }
    if (!next) return undefined;
    key = next;
    shapes = [next.shape];
  }
  return key;
}

/** The defaults of the key table as one table. */
export function defaultsOf(keys: Keys): Table {
  const values: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(keys)) {
    if (key.default !== undefined) values[name] = key.default;
    else if (key.shape.kind === "table") {
      const inner = defaultsOf(key.shape.keys);
      if (Object.keys(inner).length > 0) values[name] = inner;
    }
  }
  return values;
}
