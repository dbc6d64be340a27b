/** Longest text that is remembered, in characters: short enough that none of them is ever cut. */
const LONGEST = 80;
/** How many are remembered. */
const KEPT = 4096;

/**
 * Short texts that were found to hold no secret. Events say the same few words over and over, and looking for every kind of
 * secret in them is what takes the most time of writing one.
 */
export class CleanTexts {
  readonly #texts = new Set<string>();

  /** Says whether a text is known to hold none. */
  has(text: string): boolean {
    return this.#texts.has(text);
  }

  /** Remembers one, where it is short. Forgets all of them when there are too many. */
  add(text: string): void {
    if (text.length > LONGEST) return;
    if (this.#texts.size >= KEPT) this.#texts.clear();
    this.#texts.add(text);
  }
}
