/** Strings up to this length are copied unit by unit, which is faster than a call into the runtime. */
const shortText = 48;

/**
 * Writes protobuf messages into a buffer that grows and is used again. Field numbers are below 16, so that every tag is
 * one byte, as all are in OTLP. Source: the protobuf encoding specification.
 */
export class ProtobufWriter {
  #bytes: Buffer = Buffer.allocUnsafeSlow(1 << 16);
  #end = 0;

  /** Takes what was written, as bytes of its own, and starts anew. */
  finish(): Uint8Array {
    const bytes = new Uint8Array(this.#bytes.subarray(0, this.#end));
    this.#end = 0;
    return bytes;
  }

  /** Begins a message within the message; give the result to `end`. */
  begin(field: number): number {
    this.#room(2);
    this.#bytes[this.#end] = (field << 3) | 2;
    this.#end += 2;
    return this.#end;
  }

  /** Ends a message: its length goes in front, and what is longer than 127 bytes moves up to make room for it. */
  end(start: number): void {
    const length = this.#end - start;
    if (length < 0x80) {
      this.#bytes[start - 1] = length;
      return;
    }
    const more = length < 0x4000 ? 1 : length < 0x20_0000 ? 2 : length < 0x1000_0000 ? 3 : 4;
    this.#room(more);
    this.#bytes.copyWithin(start + more, start, this.#end);
    this.#end += more;
    let rest = length;
    for (let at = start - 1; at < start - 1 + more; at += 1) {
      this.#bytes[at] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[start - 1 + more] = rest;
  }

  /** A string, as UTF-8; lone surrogates become U+FFFD. */
  text(field: number, value: string): void {
    const units = value.length;
    this.#room(units * 3 + 6);
    const bytes = this.#bytes;
    if (units <= shortText) {
      let at = this.#end + 2;
      for (let index = 0; index < units; index += 1) {
        const unit = value.charCodeAt(index);
        if (unit > 0x7f) {
          at = -1;
          break;
        }
        bytes[at++] = unit;
      }
      if (at >= 0) {
        bytes[this.#end] = (field << 3) | 2;
        bytes[this.#end + 1] = units;
        this.#end = at;
        return;
      }
    }
    bytes[this.#end++] = (field << 3) | 2;
    this.#varint(Buffer.byteLength(value));
    this.#end += bytes.write(value, this.#end, "utf8");
  }

  /** Bytes given in hexadecimal. */
  hex(field: number, digits: string): void {
    this.#room(digits.length / 2 + 6);
    this.#bytes[this.#end++] = (field << 3) | 2;
    this.#varint(digits.length / 2);
    this.#end += this.#bytes.write(digits, this.#end, "hex");
  }

  /** An integer of up to 64 bits as a varint; negative ones as two's complement. */
  int(field: number, value: number): void {
    this.#room(11);
    this.#bytes[this.#end++] = field << 3;
    this.#varint(value);
  }

  /** A floating-point number of 64 bits. */
  double(field: number, value: number): void {
    this.#room(9);
    this.#bytes[this.#end++] = (field << 3) | 1;
    this.#end = this.#bytes.writeDoubleLE(value, this.#end);
  }

  /** An unsigned integer of 32 bits in four bytes. */
  fixed32(field: number, value: number): void {
    this.#room(5);
    this.#bytes[this.#end++] = (field << 3) | 5;
    this.#end = this.#bytes.writeUInt32LE(value, this.#end);
  }

  /** An unsigned integer of 64 bits in eight bytes, given as two halves. */
  fixed64(field: number, low: number, high: number): void {
    this.#room(9);
    this.#bytes[this.#end++] = (field << 3) | 1;
    this.#end = this.#bytes.writeUInt32LE(low, this.#end);
    this.#end = this.#bytes.writeUInt32LE(high, this.#end);
  }

  /** Room was made before. */
  #varint(value: number): void {
    const bytes = this.#bytes;
    if (value >= 0 && value < 0x8000_0000) {
      let rest = value | 0;
      for (; rest > 0x7f; rest >>>= 7) bytes[this.#end++] = (rest & 0x7f) | 0x80;
      bytes[this.#end++] = rest;
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) bytes[this.#end++] = Number(rest & 0x7fn) | 0x80;
    bytes[this.#end++] = Number(rest);
  }

  #room(size: number): void {
    if (this.#end + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#end + size));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}
