/** How many results are kept. */
const KEPT = 4096;

/**
 * Keeps the results of a pure function of a text. Forgets all of them when it is full, so that who asks for ever new texts costs
 * time and no memory.
 */
export class BoundedCache<T> {
  readonly #results = new Map<string, T>();

  /** The result for a key, worked out by `make` where it is not known. */
  get(key: string, make: () => T): T {
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (this.#results.size >= KEPT) this.#results.clear();
    // The longest host has 253 characters; a longer key is no host and comes from somebody who wants the memory.
    if (key.length <= 600) this.#results.set(key, made);
    return made;
  }
}
