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

/** Whatever a descriptor or a process gives, the folder named before or not. */
const STREAM = /(?:^|\/)(?:stdin|tty|fd\/+\d+)$|^[<>]\(/;

/** Where a file of the script may be, as far as an open name is asked. */
const FOLDERS: readonly string[] = ["", "./", "/", "/./"];

/** Says whether a path names no file but what a descriptor or a process gives. */
export function isStream(path: string): boolean {
  return STREAM.test(path);
}

/** Programs that give a file another name or another content. */
const MOVES: ReadonlySet<string> = new Set("cp mv ln install dd rsync sponge link rename".split(" "));

/** Keeps what a script writes to files, and which files it runs as scripts; finds what is both. */
export class WrittenFiles {
  readonly #written: Written[] = [];
  readonly #ran = new Set<string>();
  /** Programs that the text does not fix. */
  readonly #open: { readonly test: RegExp; readonly shown: string }[] = [];
  #moved = false;

  /** Notes that text goes to a file. */
  write(written: Written): void {
    this.#written.push(written);
  }

  /** Notes that a file is run as a script; an empty path stands for any. */
  run(path: string): void {
    this.#ran.add(baseName(path));
  }

  /** Notes that a program is run whose name is not fixed. */
  runLike(test: RegExp, shown: string): void {
    this.#open.push({ test, shown });
  }

  /** Notes a program by its name. */
  meet(name: string): void {
    this.#moved ||= MOVES.has(name);
  }

  /** Takes out what is written to a file that may also be run; `given` says whether the text gives what an expansion is. */
  takeRun(given: (shown: string) => boolean): readonly Written[] {
    if (this.#written.length === 0) return [];
    const open = this.#open.filter(({ shown }) => /[/*?[]/.test(shown) || given(shown));
    if (this.#ran.size === 0 && open.length === 0) return [];
    const any = this.#moved || this.#ran.has("");
    const named = (name: string): boolean =>
      this.#ran.has(name) ||
      open.some(
        ({ test, shown }) =>
          baseName(shown) === name || FOLDERS.some((folder) => test.test(`${folder}${name}`)),
      );
    const may = ({ path }: Written): boolean => any || path === undefined || named(baseName(path));
    const taken = this.#written.filter(may);
    const left = this.#written.filter((each) => !may(each));
    this.#written.splice(0, this.#written.length, ...left);
    return taken;
  }
}
