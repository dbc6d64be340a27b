import { baseName } from "../rule/path.ts";
import type { Span } from "../verdict.ts";
import type { Fed } from "./inner.ts";

/** What a script writes to one file. */
export interface Written {
  /** The path; undefined where it is not fixed. */
  readonly path: string | undefined;
  readonly fed: Fed;
  readonly span: Span | undefined;
}

/** Programs that give a file another name or another content. */
const MOVES: ReadonlySet<string> = new Set("cp mv ln install dd rsync sponge link rename".split(" "));

/** Keeps what a script writes to files, and which files it runs as scripts; finds what is both. */
export class WrittenFiles {
  readonly #written: Written[] = [];
  readonly #ran = new Set<string>();
  #moved = false;

  /** Notes that text goes to a file. */
  write(written: Written): void {
    this.#written.push(written);
  }

  /** Notes that a file is run as a script; an empty path stands for any. */
  run(path: string): void {
    this.#ran.add(baseName(path));
  }

  /** Notes a program by its name. */
  meet(name: string): void {
    this.#moved ||= MOVES.has(name);
  }

  /** Takes out what is written to a file that may also be run. */
  takeRun(): readonly Written[] {
    if (this.#ran.size === 0) return [];
    const any = this.#moved || this.#ran.has("");
    const may = ({ path }: Written): boolean => any || path === undefined || this.#ran.has(baseName(path));
    const taken = this.#written.filter(may);
    const left = this.#written.filter((each) => !may(each));
    this.#written.splice(0, this.#written.length, ...left);
    return taken;
  }
}
