/** Where a chunked body ends. */
export type ChunkedStep =
  /** All bytes belong to the body. */
  | { readonly kind: "more" }
  /** The body ends before this index. */
  | { readonly kind: "end"; readonly at: number }
  | { readonly kind: "bad" };

type State = "size" | "size-lf" | "data" | "data-cr" | "data-lf" | "trailer" | "trailer-lf";

const CR = 13;
const LF = 10;
/** Most bytes of a size line and of the trailer section. */
const LINE = 8192;

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/**
 * Follows the framing of a chunked body without changing it. Strict: no bare LF; `extensions` and trailer fields pass only
 * where they are wanted, which for requests they are not.
 *
 * Source: RFC 9112, section 7.1.
 */
export class ChunkedBody {
  readonly #extensions: boolean;
  #state: State = "size";
  #size = 0;
  #digits = 0;
  #line = 0;
  #inExtension = false;
  #lineEmpty = true;

  /** `extensions`: let chunk extensions and trailers pass. Default false. */
  constructor(options: { readonly extensions?: boolean } = {}) {
    this.#extensions = options.extensions ?? false;
  }

  /** Takes the next bytes. */
  take(bytes: Uint8Array): ChunkedStep {
    for (let at = 0; at < bytes.length; at += 1) {
      if (this.#state === "data") {
        const skip = Math.min(this.#size, bytes.length - at);
        this.#size -= skip;
        at += skip;
        if (this.#size > 0 || at >= bytes.length) {
          if (this.#size === 0) this.#state = "data-cr";
          return { kind: "more" };
        }
        this.#state = "data-cr";
      }
      const outcome = this.#byte(bytes[at] as number);
      if (outcome === "bad") return { kind: "bad" };
      if (outcome === "end") return { kind: "end", at: at + 1 };
    }
    return { kind: "more" };
  }

  #byte(byte: number): "more" | "bad" | "end" {
    switch (this.#state) {
      case "size":
        return this.#sizeByte(byte);
      case "size-lf":
        if (byte !== LF) return "bad";
        this.#state = this.#size === 0 ? "trailer" : "data";
        this.#lineEmpty = true;
        this.#line = 0;
        return "more";
      case "data-cr":
        this.#state = "data-lf";
        return byte === CR ? "more" : "bad";
      case "data-lf":
        this.#state = "size";
        this.#digits = 0;
        this.#size = 0;
        this.#line = 0;
        this.#inExtension = false;
        return byte === LF ? "more" : "bad";
      case "trailer":
        if (byte === CR) this.#state = "trailer-lf";
        else if (byte === LF || !this.#extensions || ++this.#line > LINE) return "bad";
        else this.#lineEmpty = false;
        return "more";
      case "trailer-lf":
        if (byte !== LF) return "bad";
        if (this.#lineEmpty) return "end";
        this.#state = "trailer";
        this.#lineEmpty = true;
        return "more";
      default:
        return "bad";
    }
  }

  #sizeByte(byte: number): "more" | "bad" {
    if (byte === CR) {
      this.#state = "size-lf";
      return this.#digits === 0 ? "bad" : "more";
    }
    if (byte === LF || ++this.#line > LINE) return "bad";
    if (this.#inExtension) return "more";
    const digit = hexDigit(byte);
    if (digit < 0) {
      this.#inExtension = this.#extensions && this.#digits > 0 && (byte === 59 || byte === 32 || byte === 9);
      return this.#inExtension ? "more" : "bad";
    }
    this.#digits += 1;
    this.#size = this.#size * 16 + digit;
    return this.#digits > 12 ? "bad" : "more";
  }
}
