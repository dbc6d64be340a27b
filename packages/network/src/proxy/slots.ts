/**
 * Things that come and go by the thousand, each in a place of its own until it is deleted.
 *
 * A Set would do, were it not for the collector: V8 links every table that a Set has outgrown, or tidied up, to the next one.
 * Once the first of them is old, all that came later counts as used until the next full collection, and each small one has to
 * copy it.
 */
export class Slots<T> {
  readonly #things: (T | undefined)[] = [];
  readonly #free: number[] = [];

  /** How many there are. */
  get size(): number {
    return this.#things.length - this.#free.length;
  }

  /** Adds one, and gives the place to delete it by. */
  add(thing: T): number {
    const place = this.#free.pop() ?? this.#things.length;
    this.#things[place] = thing;
    return place;
  }

  /** Deletes what is in a place, once. */
  delete(place: number): void {
    this.#things[place] = undefined;
    this.#free.push(place);
  }

  /** Those of this moment, and some of those that are added meanwhile. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (const thing of this.#things) if (thing !== undefined) yield thing;
  }
}
