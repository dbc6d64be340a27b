const HANDSHAKE = 22;
const ALERT = 21;
const SERVER_HELLO = 2;
/** Type, length, version and random. */
const UP_TO_RANDOM = 4 + 2 + 32;
/** The random of a HelloRetryRequest: the SHA-256 of its name (RFC 8446, 4.1.3). */
const ASKS_AGAIN = Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex");

/**
 * Says whether a server's first bytes ask the client for a second hello, which may name another server than the first. Undefined
 * while too few have come.
 *
 * Source: RFC 8446 section 4.1.4.
 */
export function asksForHello(bytes: Uint8Array): boolean | undefined {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let at = 0; at < bytes.length; ) {
    const type = bytes[at];
    if (type !== HANDSHAKE && type !== ALERT) return false;
    if (at + 5 > bytes.length) return undefined;
    const length = (bytes[at + 3] as number) * 256 + (bytes[at + 4] as number);
    const part = bytes.subarray(at + 5, at + 5 + length);
    if (type === HANDSHAKE) {
      parts.push(part);
      size += part.length;
    }
    at += 5 + length;
  }
  const message = Buffer.concat(parts, size);
  if (size > 0 && message[0] !== SERVER_HELLO) return false;
  return size < UP_TO_RANDOM ? undefined : message.subarray(6, UP_TO_RANDOM).equals(ASKS_AGAIN);
}
