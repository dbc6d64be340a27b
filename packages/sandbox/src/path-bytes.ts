/**
 * Turns a plan path into the bytes of the file system. Lone surrogates U+DC80 to U+DCFF stand for single bytes that
 * are not valid UTF-8; everything else is UTF-8.
 *
 * @example
 * ```ts
 * import { pathBytes } from "@paddock/sandbox";
 *
 * pathBytes("/a/\udcff.env"); // 2f 61 2f ff 2e 65 6e 76
 * ```
 */
export function pathBytes(path: string): Uint8Array {
  const utf8 = new TextEncoder();
  if (path.isWellFormed()) return utf8.encode(path);
  const bytes: number[] = [];
  for (const character of path) {
    const code = character.codePointAt(0)!;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else bytes.push(...utf8.encode(character));
  }
  return Uint8Array.from(bytes);
}

/** One for all names: a home has a hundred, and making a decoder costs more than to use it. */
const tolerant = new TextDecoder("utf-8", { ignoreBOM: true });

/** Spells file system bytes as a plan path: the reverse of {@link pathBytes}, without loss. */
export function pathFromBytes(bytes: Uint8Array): string {
  const text = tolerant.decode(bytes);
  if (!text.includes("\ufffd")) return text;
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let result = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at]!);
    const slice = bytes.subarray(at, at + length);
    try {
      if (slice.length < length) throw new RangeError("cut sequence");
      result += strict.decode(slice);
      at += length;
    } catch {
      result += String.fromCharCode(0xdc00 + bytes[at]!);
      at += 1;
    }
  }
  return result;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}
