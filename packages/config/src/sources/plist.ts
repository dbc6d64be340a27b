import { ConfigError } from "../config-error.ts";

function malformed(file: string, what: string): never {
  throw new ConfigError("unreadable_file", `is no property list that can be read: ${what}`, {
    origin: { layer: "preferences", file, line: 1, column: 1 },
  });
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
    const code =
      name[1] === "x" || name[1] === "X"
        ? Number.parseInt(name.slice(2), 16)
        : Number.parseInt(name.slice(1), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Strings and data at the top level of an XML property list; other values are skipped. */
function readXml(text: string, file: string): ReadonlyMap<string, string | Uint8Array> {
  const body = text.replace(/<!--[\s\S]*?-->/g, "");
  const open = body.indexOf("<dict");
  if (open < 0) return malformed(file, "there is no dict");
  const values = new Map<string, string | Uint8Array>();
  const tag = /<(\/?)([a-z]+)[^>]*?(\/?)>([^<]*)/gi;
  tag.lastIndex = open;
  let depth = 0;
  let key: string | undefined;
  for (let match = tag.exec(body); match; match = tag.exec(body)) {
    const [, closing, name, selfClosing, content] = match;
    if (name === "dict" || name === "array") {
      if (selfClosing === "/") key = undefined;
      else {
        depth += closing === "/" ? -1 : 1;
        if (depth === 0) return values;
        if (closing === "/" && depth === 1) key = undefined;
      }
      continue;
    }
    if (depth !== 1 || closing === "/") continue;
    if (name === "key") key = unescaped(content ?? "");
    else if (key !== undefined) {
      if (name === "string") values.set(key, unescaped(content ?? ""));
      else if (name === "data") values.set(key, Buffer.from((content ?? "").replace(/\s+/g, ""), "base64"));
      key = undefined;
    }
  }
  return malformed(file, "the dict never ends");
}

/**
 * Strings and data at the top level of a binary property list (CFBinaryPList.c: header, objects, offset table,
 * 32-byte trailer). Every read is bounds-checked; references may not repeat, so nothing can loop.
 */
function readBinary(bytes: Uint8Array, file: string): ReadonlyMap<string, string | Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number = (at: number, size: number): number => {
    if (size < 1 || size > 8 || at < 0 || at + size > bytes.length)
      return malformed(file, "an offset leads outside");
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + view.getUint8(at + i);
    return value;
  };
  if (bytes.length < 40) return malformed(file, "it is too short");
  const trailer = bytes.length - 32;
  const [offsetSize, refSize] = [number(trailer + 6, 1), number(trailer + 7, 1)];
  const [count, top, table] = [number(trailer + 8, 8), number(trailer + 16, 8), number(trailer + 24, 8)];
  if (count > bytes.length || top >= count) return malformed(file, "its trailer is damaged");
  const offset = (ref: number): number =>
    ref < count ? number(table + ref * offsetSize, offsetSize) : malformed(file, "a reference leads outside");
  const sized = (at: number): { readonly type: number; readonly length: number; readonly start: number } => {
    const marker = number(at, 1);
    const low = marker & 0x0f;
    if (low !== 0x0f) return { type: marker >> 4, length: low, start: at + 1 };
    const width = 2 ** (number(at + 1, 1) & 0x0f);
    return { type: marker >> 4, length: number(at + 2, width), start: at + 2 + width };
  };
  const scalar = (ref: number): string | Uint8Array | undefined => {
    const { type, length, start } = sized(offset(ref));
    const size = type === 6 ? length * 2 : length;
    if (type !== 4 && type !== 5 && type !== 6) return undefined;
    if (start + size > bytes.length) return malformed(file, "a value leads outside");
    const slice = bytes.subarray(start, start + size);
    if (type === 4) return slice;
    return type === 5
      ? Buffer.from(slice).toString("latin1")
      : Buffer.from(slice).swap16().toString("utf16le");
  };
  const dict = sized(offset(top));
  if (dict.type !== 13) return malformed(file, "there is no dict");
  if (dict.start + dict.length * refSize * 2 > bytes.length) return malformed(file, "its dict leads outside");
  const values = new Map<string, string | Uint8Array>();
  for (let i = 0; i < dict.length; i++) {
    const key = scalar(number(dict.start + i * refSize, refSize));
    const value = scalar(number(dict.start + (dict.length + i) * refSize, refSize));
    if (typeof key === "string" && value !== undefined) values.set(key, value);
  }
  return values;
}

/**
 * The strings and data at the top level of a property list, XML or binary.
 *
 * @throws {ConfigError} `unreadable_file` for anything else.
 */
export function readPropertyList(bytes: Uint8Array, file: string): ReadonlyMap<string, string | Uint8Array> {
  if (Buffer.from(bytes.subarray(0, 8)).toString("latin1").startsWith("bplist0"))
    return readBinary(bytes, file);
  const text = new TextDecoder().decode(bytes);
  if (/^\uFEFF?\s*<(\?xml|!DOCTYPE|plist)/.test(text)) return readXml(text, file);
  return malformed(file, "it is neither XML nor binary");
}
