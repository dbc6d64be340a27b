/** What the first bytes of a tunnel are. */
export type FirstBytes =
  /** Not enough bytes yet to tell. */
  | { readonly kind: "more" }
  | { readonly kind: "other" }
  /** A TLS hello that this reader cannot make out; another one may. */
  | { readonly kind: "broken-tls" }
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

/** A handshake message, how many bytes its records take, and whether it fills them. */
interface Handshake {
  readonly message: Uint8Array;
  readonly size: number;
  readonly fills: boolean;
}

/** Joins the handshake fragments of the records at the start; undefined while the message is not complete. */
function handshake(bytes: Uint8Array): Handshake | undefined {
  let joined: Uint8Array = new Uint8Array(0);
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === HANDSHAKE; ) {
    const end = at + 5 + (bytes[at + 3] as number) * 256 + (bytes[at + 4] as number);
    if (end > bytes.length) return undefined;
    const part = bytes.subarray(at + 5, end);
    joined = joined.length === 0 ? part : Buffer.concat([joined, part]);
    at = end;
    if (joined.length < 4) continue;
    const wanted = 4 + (joined[1] as number) * 65_536 + (joined[2] as number) * 256 + (joined[3] as number);
    if (joined.length >= wanted)
      return { message: joined.subarray(0, wanted), size: end, fills: joined.length === wanted };
  }
  return undefined;
}

/** How many bytes the hello at the start takes, 0 where there is none whole: what comes behind them is something else. */
export function helloSize(bytes: Uint8Array): number {
  return handshake(bytes)?.size ?? 0;
}

/**
 * Looks at the first bytes that a client sends through a tunnel: a TLS ClientHello with its server name, or something else.
 * Changes nothing and needs no key. At most 64 KiB are looked at; a hello that is longer, or says something twice, is broken.
 *
 * Source: RFC 8446 section 4.1.2, RFC 6066 section 3.
 */
export function readFirstBytes(bytes: Uint8Array): FirstBytes {
  if (bytes.length === 0) return { kind: "more" };
  if (bytes[0] !== HANDSHAKE) return { kind: "other" };
  if (bytes.length >= 2 && bytes[1] !== 3) return { kind: "other" };
  const hello = handshake(bytes);
  if (!hello) return { kind: bytes.length > 65_536 ? "broken-tls" : "more" };
  try {
    const reader: Reader = { bytes: hello.message, at: 0 };
    if (number(reader, 1) !== CLIENT_HELLO) return { kind: "other" };
    // A second message in its records could be a second hello.
    if (!hello.fills) return { kind: "broken-tls" };
    reader.at += 3 + 2 + 32;
    vector(reader, 1);
    vector(reader, 2);
    vector(reader, 1);
    if (isAtEnd(reader)) return { kind: "tls", encryptedHello: false };
    const extensions = vector(reader, 2);
    let serverName: string | undefined;
    let encryptedHello = false;
    const seen = new Set<number>();
    while (!isAtEnd(extensions)) {
      const type = number(extensions, 2);
      const body = vector(extensions, 2);
      // Which of two would count is every reader's own choice (RFC 8446, 4.2, allows none of it).
      if (seen.has(type)) return { kind: "broken-tls" };
      seen.add(type);
      if (type === SERVER_NAME) serverName = serverNameOf(body);
      if (type === ENCRYPTED_CLIENT_HELLO) encryptedHello = true;
    }
    return { kind: "tls", encryptedHello, ...(serverName === undefined ? {} : { serverName }) };
  } catch (error) {
    if (error instanceof RangeError) return { kind: "broken-tls" };
    throw error;
  }
}
