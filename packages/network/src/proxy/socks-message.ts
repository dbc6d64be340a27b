import ipaddr from "ipaddr.js";

/** Reply codes of SOCKS5 (RFC 1928, section 6) that are given here. */
export const SOCKS_REPLY = {
  granted: 0,
  failed: 1,
  refusedByRules: 2,
  dialFailed: 5,
  commandUnsupported: 7,
  addressUnsupported: 8,
} as const;

/** What a client's greeting is. */
export type SocksGreeting =
  | { readonly kind: "more" }
  | { readonly kind: "bad" }
  | { readonly kind: "greeting"; readonly size: number; readonly noAuthentication: boolean };

/** Reads a greeting. */
export function readSocksGreeting(bytes: Uint8Array): SocksGreeting {
  if (bytes.length > 0 && bytes[0] !== 5) return { kind: "bad" };
  const size = 2 + (bytes[1] ?? 0);
  if (bytes.length < 2 || bytes.length < size) return { kind: "more" };
  return { kind: "greeting", size, noAuthentication: bytes.subarray(2, size).includes(0) };
}

/** What a client asks for. */
export type SocksRequest =
  | { readonly kind: "more" }
  | { readonly kind: "bad"; readonly reply: number }
  | { readonly kind: "connect"; readonly size: number; readonly host: string; readonly port: number };

const CONNECT = 1;

/**
 * Reads a request. Names are given as they came, one character a byte: what is no host is refused by the policy, a NUL
 * among it.
 */
export function readSocksRequest(bytes: Uint8Array): SocksRequest {
  const [version, command, , type] = bytes;
  if (bytes.length > 0 && version !== 5) return { kind: "bad", reply: SOCKS_REPLY.failed };
  if (bytes.length < 5) return { kind: "more" };
  if (command !== CONNECT) return { kind: "bad", reply: SOCKS_REPLY.commandUnsupported };
  const length = type === 1 ? 4 : type === 4 ? 16 : type === 3 ? (bytes[4] as number) : 0;
  if (length === 0)
    return { kind: "bad", reply: type === 3 ? SOCKS_REPLY.failed : SOCKS_REPLY.addressUnsupported };
  const start = type === 3 ? 5 : 4;
  const size = start + length + 2;
  if (bytes.length < size) return { kind: "more" };
  const address = bytes.subarray(start, start + length);
  const port = (bytes[size - 2] as number) * 256 + (bytes[size - 1] as number);
  return { kind: "connect", size, host: type === 3 ? nameOf(address) : addressOf(address), port };
}

function nameOf(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes);
  // Anything but ASCII would be read as some Latin-1 name that nobody wrote.
  return /^[\x21-\x7e]+$/.test(text) ? text : `\0${text}`;
}

function addressOf(bytes: Uint8Array): string {
  const address = ipaddr.fromByteArray([...bytes]);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}

/** A reply with an empty bound address. */
export function socksReply(code: number): Uint8Array {
  return Uint8Array.of(5, code, 0, 1, 0, 0, 0, 0, 0, 0);
}
