import type { Variables } from "./wide-word.ts";

/** Names whose value is never certain; `all`: every name. */
export interface Uncertain {
  readonly names: ReadonlySet<string>;
  readonly all: boolean;
}

/** Every variable holds what its script says. */
export const NONE_UNCERTAIN: Uncertain = { names: new Set(), all: false };

/**
 * Finds variables that more than one text sets, or that are set in a way that a text does not show by itself: through
 * `eval`, a word of `declare` or `env`, another name. What one text says that they hold is then not all that they may hold.
 */
export class UncertainVariables {
  readonly #known: Uncertain;
  readonly #setBy = new Map<string, string>();
  readonly #found = new Set<string>();
  readonly #certain = new Set<string>();
  #all = false;

  constructor(known: Uncertain) {
    this.#known = known;
  }

  /** Takes in what one text sets; returns it with every uncertain variable open. */
  read(variables: Variables, text: string): Variables {
    const { names, all } = this.#known;
    if (variables.size === 0 && names.size === 0) return variables;
    const open = new Map(variables);
    if (names.has("IFS")) open.set("IFS", [undefined]);
    for (const [name, values] of variables) {
      const before = this.#setBy.get(name);
      if (before === undefined) this.#setBy.set(name, text);
      else if (before !== text) this.#found.add(name);
      if ((all || names.has(name)) && !values.includes(undefined)) open.set(name, [...values, undefined]);
      if (!open.get(name)!.includes(undefined)) this.#certain.add(name);
    }
    return open;
  }

  /** Notes that a variable may hold a value that the text around does not say. */
  set(name: string, value: string | undefined, variables: Variables): void {
    const values = variables.get(name);
    if (value === "" || values?.includes(value) === true) return;
    this.#found.add(name);
  }

  /** Notes that a variable is set whose name is not known. */
  setAny(): void {
    this.#all = true;
  }

  /** What a second look must take for uncertain; undefined where it would find nothing new. */
  grown(): Uncertain | undefined {
    const ifs = this.#setBy.get("IFS");
    if (ifs !== undefined && [...this.#setBy.values()].some((text) => text !== ifs)) this.#found.add("IFS");
    const { names, all } = this.#known;
    const affected = [...this.#certain].some((name) => this.#all || this.#found.has(name));
    const splits = this.#found.has("IFS") && !names.has("IFS") && this.#certain.size > 0;
    if (!affected && !splits) return undefined;
    return { names: new Set([...names, ...this.#found]), all: all || this.#all };
  }
}
