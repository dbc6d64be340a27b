import { Failure } from "./error.ts";

/** Bounds of one evaluation. A program that passes one of them fails; nothing of it is kept. */
export interface Limits {
  /** Longest source text in UTF-16 units. Default: 1,048,576. */
  readonly size: number;
  /** Evaluated nodes. Default: 20,000,000. */
  readonly steps: number;
  /** Nested calls. Default: 50, as in Codex. */
  readonly calls: number;
  /** Nested brackets, blocks and operators in the text, and nested values. Default: 200. */
  readonly nesting: number;
  /** Characters, list cells and entries ever created. Default: 64,000,000. */
  readonly memory: number;
}

/** The bounds that apply unless a caller gives others. */
export const DEFAULT_LIMITS: Limits = {
  size: 1_048_576,
  steps: 20_000_000,
  calls: 50,
  nesting: 200,
  memory: 64_000_000,
};

/** What one evaluation may still spend. */
export class Budget {
  readonly limits: Limits;
  #steps: number;
  #memory: number;

  constructor(limits: Limits) {
    this.limits = limits;
    this.#steps = limits.steps;
    this.#memory = limits.memory;
  }

  /** Pays for `count` steps. */
  step(count = 1): void {
    this.#steps -= count;
    if (this.#steps < 0) throw new Failure("limit", `Step limit of ${this.limits.steps} exceeded`);
  }

  /** Pays for `cells` characters, cells or entries. */
  allocate(cells: number): void {
    this.#memory -= cells;
    if (this.#memory < 0) throw new Failure("limit", `Memory limit of ${this.limits.memory} cells exceeded`);
  }
}
