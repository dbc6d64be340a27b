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
  const message = [1, 0, ...two(body.length), ...body];
  const size = options.recordSize ?? message.length;
  const records: number[] = [];
  for (let at = 0; at < message.length; at += size) {
    const part = message.slice(at, at + size);
    records.push(22, 3, 1, ...two(part.length), ...part);
  }
  return Uint8Array.from(records);
}
