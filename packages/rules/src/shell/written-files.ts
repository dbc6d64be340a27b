import { checkAwkScript } from "../guard/awk-script.ts";
import { checkSedScript } from "../guard/sed-script.ts";
import { baseName } from "../rule/path.ts";
import { SHELLS, WRAPPERS } from "../table/wrappers.ts";
import type { Span } from "../verdict.ts";
import { shown } from "./command-words.ts";
import type { Fed } from "./inner.ts";
import { isInterpreter } from "./open-interpreter.ts";
import { sedScripts } from "./open-sed.ts";
import type { WideWord } from "./wide-word.ts";

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

/** Programs that write what they read to no file, or of which {@link writtenBy} looks at the words. */
const FILTERS: ReadonlySet<string> = new Set(
  "cat echo printf true false : test [ read mapfile readarray grep egrep fgrep rg head tail wc tr cut uniq jq diff cmp rev gh xargs".split(
    " ",
  ),
);
const UNKNOWN_TEXT: Fed = { text: undefined };

/** Finds what a program writes to files by itself; the path is undefined where the words do not say it. */
export function writtenBy(
  name: string,
  args: readonly WideWord[],
  input: Fed | undefined,
): readonly { readonly path: string | undefined; readonly fed: Fed }[] {
  const texts = args.map(shown);
  const operands = texts.filter((text) => !text.startsWith("-"));
  const somewhere = [{ path: undefined, fed: UNKNOWN_TEXT }];
  switch (name) {
    case "tee":
      return operands.map((path) => ({ path, fed: input ?? UNKNOWN_TEXT }));
    case "sed":
    case "gsed":
      if (sedScripts(args).some((script) => checkSedScript(shown(script)) !== undefined)) return somewhere;
      return texts.some((text) => /^-[A-Za-z]*i|^--in-place/.test(text))
        ? operands.map((path) => ({ path, fed: UNKNOWN_TEXT }))
        : [];
    case "awk":
    case "gawk":
    case "mawk":
    case "nawk":
      return operands.slice(0, 1).some((text) => checkAwkScript(text) !== undefined) ? somewhere : [];
    case "find":
    case "gfind":
      return texts.some((text) => text.startsWith("-fprint")) ? somewhere : [];
    case "sort":
      return texts.some((text) => /^-[A-Za-z]*o|^--o/.test(text)) ? somewhere : [];
    case "git":
      return texts.some((text) => /^(?:apply|am|fast-import|checkout-index)$/.test(text)) ? somewhere : [];
    default:
  }
  const silent =
    FILTERS.has(name) || SHELLS.has(name) || Object.hasOwn(WRAPPERS, name) || isInterpreter(name);
  return silent || input?.text === undefined ? [] : [{ path: undefined, fed: { ...input, sure: false } }];
}

/** Keeps what a script writes to files, and which files it runs as scripts; finds what is both. */
export class WrittenFiles {
  readonly #written: Written[] = [];
  readonly #ran = new Set<string>();
  /** Programs that the text does not fix. */
  readonly #open: { readonly test: RegExp; readonly shown: string }[] = [];
  #moved = false;
  /** The shell that runs the files: `sh` where one of them is no bash. */
  shell: "bash" | "sh" = "bash";

  /** Notes that text goes to a file; a path with anything to expand in it is not fixed. */
  write(written: Written): void {
    const open = written.path !== undefined && /[$`*?[\]{}~]/.test(written.path);
    this.#written.push(open ? { ...written, path: undefined } : written);
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
