import { decodeText } from "../read-file.ts";

/** Text of an exported registry file: UTF-16 with a mark as regedit writes it, or UTF-8. */
function textOf(bytes: Uint8Array, file: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return Buffer.from(bytes.subarray(2)).toString("utf16le");
  return decodeText(bytes, "registry", file);
}

/** A value of an export: a quoted string, or the bytes of a string in UTF-16 (REG_SZ, REG_EXPAND_SZ, REG_MULTI_SZ). */
function stringOf(raw: string): string | undefined {
  if (raw.startsWith('"')) {
    const end = raw.lastIndexOf('"');
    return end > 0 ? raw.slice(1, end).replace(/\\(["\\])/g, "$1") : undefined;
  }
  const hex = /^hex\((?:1|2|7)\):([0-9a-fA-F,]*)$/.exec(raw);
  if (!hex) return undefined;
  const bytes = Buffer.from(
    (hex[1] ?? "")
      .split(",")
      .filter(Boolean)
      .map((byte) => Number.parseInt(byte, 16)),
  );
  return bytes.toString("utf16le").replaceAll("\0", "");
}

/**
 * The string values of one key in an exported registry file (`reg export`, or what a management tool hands out).
 * Names of keys and values compare without case, as Windows does.
 */
export function readRegistryExport(
  bytes: Uint8Array,
  key: string,
  file: string,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let inside = false;
  for (const line of textOf(bytes, file)
    .replace(/\\\r?\n\s*/g, "")
    .split(/\r?\n/)) {
    const header = /^\[(-?)(.*)\]\s*$/.exec(line);
    if (header) {
      inside = header[1] === "" && (header[2] ?? "").toLowerCase() === key.toLowerCase();
      continue;
    }
    const pair = inside ? /^"((?:[^"\\]|\\.)*)"=(.*)$/.exec(line.trim()) : null;
    const value = pair ? stringOf(pair[2] ?? "") : undefined;
    if (pair && value !== undefined) values.set((pair[1] ?? "").toLowerCase(), value);
  }
  return values;
}
