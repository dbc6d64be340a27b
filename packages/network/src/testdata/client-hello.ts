/** A TLS ClientHello, as little of it as a reader of server names needs (RFC 8446, 4.1.2). */
export function clientHello(options: {
  readonly serverName?: string;
  readonly encrypted?: boolean;
  /** Handshake bytes in each record. Default all in one. */
  readonly recordSize?: number;
}): Uint8Array {
  const two = (value: number): number[] => [value >> 8, value & 255];
  const extensions: number[] = [];
  if (options.serverName !== undefined) {
    const name = [...new TextEncoder().encode(options.serverName)];
    const list = [0, ...two(name.length), ...name];
    extensions.push(0, 0, ...two(list.length + 2), ...two(list.length), ...list);
  }
  if (options.encrypted) extensions.push(0xfe, 0x0d, 0, 1, 0);
  const fixed = [3, 3, ...new Array<number>(32).fill(7), 0, 0, 2, 0x13, 0x01, 1, 0];
  const body = [...fixed, ...(extensions.length > 0 ? [...two(extensions.length), ...extensions] : [])];
  return records([1, 0, ...two(body.length), ...body], options.recordSize);
}

/** A TLS ServerHello up to its extensions; `again` makes it a HelloRetryRequest (RFC 8446, 4.1.4). */
export function serverHello(options: { readonly again: boolean; readonly recordSize?: number }): Uint8Array {
  const retry = Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex");
  const random = options.again ? [...retry] : new Array<number>(32).fill(9);
  const body = [3, 3, ...random, 0, 0x13, 0x01, 0, 0, 0];
  return records([2, 0, 0, body.length, ...body], options.recordSize);
}

/** Handshake bytes in records of some size. Default all in one. */
function records(message: readonly number[], size: number = message.length): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < message.length; at += size) {
    const part = message.slice(at, at + size);
    bytes.push(22, 3, 1, part.length >> 8, part.length & 255, ...part);
  }
  return Uint8Array.from(bytes);
}
