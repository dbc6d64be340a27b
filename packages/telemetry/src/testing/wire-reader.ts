/** One field of a protobuf message as it stands on the wire. */
export interface WireField {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  readonly type: number;
  readonly bytes: Uint8Array;
  readonly varint: bigint;
}

/** Reads the fields of a protobuf message: the wire format alone, with no schema and no library. */
export function wireFields(message: Uint8Array): readonly WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined || shift > 63n) throw new Error(`a varint is cut off at byte ${at}`);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
  };
  while (at < message.length) {
    const key = Number(varint());
    const type = key & 7;
    const number = key >> 3;
    if (type === 0) {
      fields.push({ number, type, bytes: new Uint8Array(), varint: varint() });
      continue;
    }
    const length = type === 1 ? 8 : type === 5 ? 4 : type === 2 ? Number(varint()) : Number.NaN;
    if (Number.isNaN(length) || at + length > message.length)
      throw new Error(`field ${number} is cut off or of unknown type ${type}`);
    fields.push({ number, type, bytes: message.subarray(at, at + length), varint: 0n });
    at += length;
  }
  return fields;
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The fields of one number. */
export const all = (fields: readonly WireField[], number: number): readonly WireField[] =>
  fields.filter((field) => field.number === number);
/** The last field of a number, as protobuf has it for single fields. */
export const one = (fields: readonly WireField[], number: number): WireField | undefined =>
  all(fields, number).at(-1);
export const text = (field: WireField | undefined): string =>
  field === undefined ? "" : new TextDecoder("utf-8", { fatal: true }).decode(field.bytes);
export const hex = (field: WireField | undefined): string =>
  field === undefined ? "" : Buffer.from(field.bytes).toString("hex");
export const fixed64 = (field: WireField | undefined): bigint =>
  field === undefined ? 0n : view(field.bytes).getBigUint64(0, true);
export const double = (bytes: Uint8Array): number => view(bytes).getFloat64(0, true);
