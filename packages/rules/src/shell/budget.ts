const MAXIMUM_TEXTS = 300;
/** Texts of other languages are many, and are only looked through. */
const MAXIMUM_LITERALS = 3000;

/** Counts the texts that are read, so that no text keeps the reader busy for long. */
export class Budget {
  #texts = 0;
  #literals = 0;

  /** Takes one more text; `ends`: it is the first one too many, `over`: not the first. */
  take(literal: boolean): "left" | "ends" | "over" {
    if (literal) {
      this.#literals += 1;
      return this.#literals <= MAXIMUM_LITERALS ? "left" : "over";
    }
    this.#texts += 1;
    if (this.#texts <= MAXIMUM_TEXTS) return "left";
    return this.#texts === MAXIMUM_TEXTS + 1 ? "ends" : "over";
  }
}
