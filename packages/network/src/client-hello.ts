/** What the first bytes of a tunnel are. */
export type FirstBytes =
  /** Not enough bytes yet to tell. */
  | { readonly kind: "more" }
  | { readonly kind: "other" }
  | { readonly kind: "tls"; readonly serverName?: string; readonly encryptedHello: boolean };

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
/** Encrypted Client Hello, draft-ietf-tls-esni. */
const ENCRYPTED_CLIENT_HELLO = 0xfe0d;

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

function number(reader: Reader, size: number): number {
  if (reader.at + size > reader.bytes.length) throw new RangeError("short");
  let value = 0;
  for (let i = 0; i < size; i += 1) value = value * 256 + (reader.bytes[reader.at + i] as number);
  reader.at += size;
  return value;
}

function vector(reader: Reader, size: number): Reader {
  const length = number(reader, size);
  if (reader.at + length > reader.bytes.length) throw new RangeError("short");
  const inner = reader.bytes.subarray(reader.at, reader.at + length);
  reader.at += length;
  return { bytes: inner, at: 0 };
}

function isAtEnd(reader: Reader): boolean {
  return reader.at >= reader.bytes.length;
}

function serverNameOf(extension: Reader): string | undefined {
  const names = vector(extension, 2);
  while (!isAtEnd(names)) {
    const type = number(names, 1);
    const name = vector(names, 2);
    if (type === SERVER_NAME) return new TextDecoder("latin1").decode(name.bytes);
  }
  return undefined;
}

/** Joins the handshake fragments of the records at the start; undefined while the hello is not complete. */
function handshake(bytes: Uint8Array): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === HANDSHAKE; ) {
    const length = (bytes[at + 3] as number) * 256 + (bytes[at + 4] as number);
    if (at + 5 + length > bytes.length) break;
    parts.push(bytes.subarray(at + 5, at + 5 + length));
    size += length;
    at += 5 + length;
  }
  const joined = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  if (size < 4) return undefined;
  const wanted = 4 + (joined[1] as number) * 65_536 + (joined[2] as number) * 256 + (joined[3] as number);
  return size < wanted ? undefined : joined.subarray(0, wanted);
}

/**
 * Looks at the first bytes that a client sends through a tunnel: a TLS ClientHello with its server name, or something else.
 * Changes nothing and needs no key. At most 64 KiB are looked at; a hello that is longer is `other`.
 *
 * Source: RFC 8446 section 4.1.2, RFC 6066 section 3.
 */
export function readFirstBytes(bytes: Uint8Array): FirstBytes {
  if (bytes.length === 0) return { kind: "more" };
  if (bytes[0] !== HANDSHAKE) return { kind: "other" };
  if (bytes.length >= 2 && bytes[1] !== 3) return { kind: "other" };
  const message = handshake(bytes);
  if (!message) return bytes.length > 65_536 ? { kind: "other" } : { kind: "more" };
  try {
    const reader: Reader = { bytes: message, at: 0 };
    if (number(reader, 1) !== CLIENT_HELLO) return { kind: "other" };
    reader.at += 3 + 2 + 32;
    vector(reader, 1);
    vector(reader, 2);
    vector(reader, 1);
    if (isAtEnd(reader)) return { kind: "tls", encryptedHello: false };
    const extensions = vector(reader, 2);
    let serverName: string | undefined;
    let encryptedHello = false;
    while (!isAtEnd(extensions)) {
      const type = number(extensions, 2);
      const body = vector(extensions, 2);
      if (type === SERVER_NAME) serverName = serverNameOf(body);
      if (type === ENCRYPTED_CLIENT_HELLO) encryptedHello = true;
    }
    return { kind: "tls", encryptedHello, ...(serverName === undefined ? {} : { serverName }) };
  } catch (error) {
    if (error instanceof RangeError) return { kind: "other" };
    throw error;
  }
}
