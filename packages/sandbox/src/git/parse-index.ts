const GITLINK = 0o160000;

/**
 * Lists the submodules (gitlinks) of a git index, versions 2 to 4 (gitformat-index(5)). Undefined when the bytes are no
 * index that it understands; the caller then looks at the tree instead.
 *
 * @param hashBytes 20, or 32 in a repository with `extensions.objectFormat = sha256`.
 */
export function gitlinksOf(index: Uint8Array, hashBytes: 20 | 32 = 20): readonly string[] | undefined {
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength);
  if (index.length < 12 || view.getUint32(0) !== 0x44495243) return undefined;
  const version = view.getUint32(4);
  if (version < 2 || version > 4) return undefined;
  const count = view.getUint32(8);
  const links: string[] = [];
  const name: number[] = [];
  let at = 12;
  for (let i = 0; i < count; i++) {
    const flagsAt = at + 40 + hashBytes;
    if (flagsAt + 2 > index.length) return undefined;
    const isLink = (view.getUint32(at + 24) & 0o170000) === GITLINK;
    const extended = version >= 3 && (view.getUint16(flagsAt) & 0x4000) !== 0;
    let cursor = flagsAt + (extended ? 4 : 2);
    if (version === 4) {
      const strip = offsetVarint(index, cursor);
      if (strip === undefined) return undefined;
      cursor = strip.next;
      name.length = Math.max(0, name.length - strip.value);
    } else {
      name.length = 0;
    }
    const end = index.indexOf(0, cursor);
    if (end < 0) return undefined;
    if (version === 4 || isLink) for (let j = cursor; j < end; j++) name.push(index[j]!);
    if (isLink) links.push(new TextDecoder().decode(Uint8Array.from(name)));
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7);
  }
  return links;
}

/** The varint of pack files: each continuation adds one (gitformat-pack(5)). */
function offsetVarint(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly next: number } | undefined {
  let byte = bytes[at++];
  if (byte === undefined) return undefined;
  let value = byte & 0x7f;
  while (byte & 0x80) {
    byte = bytes[at++];
    if (byte === undefined) return undefined;
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, next: at };
}
