import type { KeyPath } from "./key-path.ts";
import type { Locate } from "./layer.ts";

interface Node {
  readonly type: string;
  readonly loc: { readonly start: { readonly line: number; readonly column: number } };
  readonly [field: string]: unknown;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function placeOf(node: Node): Place {
  return { line: node.loc.start.line, column: node.loc.start.column + 1 };
}

function id(path: KeyPath): string {
  return JSON.stringify(path);
}

function keyParts(key: Node): readonly string[] {
  return (key["keys"] as readonly Node[]).map((part) => String(part["name"] ?? part["value"]));
}

/** Where every key of a TOML text is written; the first place of a key counts. */
function collect(root: Node): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const note = (path: KeyPath, place: Place): void => {
    if (!places.has(id(path))) places.set(id(path), place);
  };
  const value = (node: Node, path: KeyPath): void => {
    if (node.type === "TOMLArray") {
      (node["elements"] as readonly Node[]).forEach((item, i) => {
        note([...path, String(i)], placeOf(item));
        value(item, [...path, String(i)]);
      });
    } else if (node.type === "TOMLInlineTable") {
      for (const pair of node["body"] as readonly Node[]) keyValue(pair, path);
    }
  };
  const keyValue = (pair: Node, base: KeyPath): void => {
    const key = pair["key"] as Node;
    const parts = keyParts(key);
    for (let i = 0; i < parts.length; i++) note([...base, ...parts.slice(0, i + 1)], placeOf(key));
    value(pair["value"] as Node, [...base, ...parts]);
  };
  for (const node of ((root["body"] as readonly Node[])[0]?.["body"] as readonly Node[] | undefined) ?? []) {
    if (node.type === "TOMLKeyValue") keyValue(node, []);
    else {
      const path = (node["resolvedKey"] as readonly (string | number)[]).map(String);
      for (let i = 0; i < path.length; i++) note(path.slice(0, i + 1), placeOf(node));
      for (const pair of node["body"] as readonly Node[]) keyValue(pair, path);
    }
  }
  return places;
}

/**
 * Finds keys in a TOML text. A key that is not written itself is answered with the nearest one above it. Loads the
 * parser that knows positions on first use; it is never needed where nothing has to be shown.
 */
export async function locateIn(text: string): Promise<Locate> {
  const { parseTOML } = await import("toml-eslint-parser");
  let places: ReadonlyMap<string, Place>;
  try {
    places = collect(
      parseTOML(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, {
        tomlVersion: "1.1.0",
      }) as unknown as Node,
    );
  } catch {
    places = new Map();
  }
  return (path) => {
    for (let n = path.length; n > 0; n--) {
      const place = places.get(id(path.slice(0, n)));
      if (place) return place;
    }
    return undefined;
  };
}
