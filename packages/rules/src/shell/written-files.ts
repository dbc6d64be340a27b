import { checkAwkScript } from "../guard/awk-script.ts";
import { checkSedEffects } from "../guard/sed-script.ts";
import { baseName } from "../rule/path.ts";
import { RUNNERS } from "../table/runners.ts";
import { LOOSE_WRAPPERS, SHELLS, WRAPPERS } from "../table/wrappers.ts";
import type { Span } from "../verdict.ts";
import { shown } from "./command-words.ts";
import { type Fed, fedTexts } from "./inner.ts";
import { isInterpreter, literalScripts, readAwkWords } from "./open-interpreter.ts";
import { readSedWords } from "./open-sed.ts";
import type { ScriptState } from "./script-state.ts";
import type { WideWord } from "./wide-word.ts";

/** What a script writes to one file. */
export interface Written {
  /** The path; undefined where it is not fixed. */
  readonly path: string | undefined;
  readonly fed: Fed;
  readonly span: Span | undefined;
}

/** A file that a script writes and runs. */
export interface RunFile {
  /** What may be in it. */
  readonly texts: readonly string[];
  readonly span: Span | undefined;
  /** Nothing else is in it. */
  readonly known: boolean;
}

/** Where a file of the script may be, as far as an open name is asked. */
const FOLDERS: readonly string[] = ["", "./", "/", "/./"];

/** Programs that give a file another name or another content. */
const MOVES: ReadonlySet<string> = new Set("cp mv ln install dd rsync sponge link rename".split(" "));
/** Programs that write no file which their words name, or of whose words {@link writtenBy} knows what they write. */
const READERS: ReadonlySet<string> = new Set(
  "cat less more head tail grep egrep fgrep rg ag ls stat file wc tr cut rev chmod chown chgrp touch rm mkdir rmdir test [ cd pushd popd echo printf true false : diff cmp md5sum sha256sum jq shellcheck which type hash . source eval exec export declare local readonly set unset read mapfile readarray alias trap tee sed gsed sort find gfind awk gawk mawk nawk xargs gh".split(
    " ",
  ),
);
/** Programs whose work is to make what is run then. */
const BUILDERS: ReadonlySet<string> = new Set(
  "cc gcc g++ c++ clang clang++ ld rustc go javac tsc esbuild virtualenv uv pip pip3 pipx".split(" "),
);
const GIT_WRITES =
  /^(?:apply|am|fast-import|checkout|checkout-index|restore|reset|stash|merge|pull|rebase|switch)$/;
/** Programs that write what they are fed to files of which their words need not tell. */
const TAKES_TEXT: ReadonlySet<string> = new Set("patch ed ex vi vim tar cpio".split(" "));
/** Something that is not fixed in a path. */
const OPEN = /[$`*?[\]{}~\uf8f0]|^\.\.\.$/;

/** What the last part of an open path may be. */
function pathLike(path: string): RegExp {
  const last = baseName(path).replace(/\$\{?\w+\}?/g, "*");
  if (!/^[\w.*?-]+$/.test(last)) return /^/;
  return new RegExp(`^${last.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("?", ".")}$`);
}

const UNKNOWN_TEXT: Fed = { text: undefined };

/** What a program writes to files by itself; the path is undefined where the words do not say it. */
interface WrittenBy {
  readonly path: string | undefined;
  readonly fed: Fed;
}

/** Finds what a program whose ways are known writes to files. */
export function writtenBy(
  name: string,
  args: readonly WideWord[],
  input: Fed | undefined,
): readonly WrittenBy[] {
  const texts = args.map(shown);
  const somewhere = [{ path: undefined, fed: UNKNOWN_TEXT }];
  switch (name) {
    case "tee": {
      const fed = input === undefined || texts.some((text) => text.startsWith("-")) ? UNKNOWN_TEXT : input;
      return texts.map((path) => ({ path, fed }));
    }
    case "sed":
    case "gsed": {
      const { script, inPlace, files } = readSedWords(args);
      if (script === undefined || checkSedEffects(script) !== undefined) return somewhere;
      if (!inPlace) return [];
      const suffixes = texts.flatMap((text) => /^(?:-[nErsuz]*i|--in-place=)(.+)/s.exec(text)?.[1] ?? []);
      return files
        .flatMap((path) => [path, ...suffixes.map((suffix) => `${path}${suffix}`)])
        .map((path) => ({ path, fed: UNKNOWN_TEXT }));
    }
    case "awk":
    case "gawk":
    case "mawk":
    case "nawk": {
      const { program, open } = readAwkWords(args);
      return open || checkAwkScript(program) !== undefined ? somewhere : [];
    }
    case "find":
    case "gfind":
      return texts.some((text) => /^-f(?:print|ls)/.test(text)) ? somewhere : [];
    case "split":
    case "csplit":
    case "script":
      return somewhere;
    case "sort":
      return texts.some((text) => /^-[A-Za-z]*o|^--o/.test(text)) ? somewhere : [];
    default:
  }
  const moves = MOVES.has(name) && (input !== undefined || args.some(({ kind }) => kind === "pattern"));
  if (moves) return somewhere;
  const writes = TAKES_TEXT.has(name) || (name === "git" && texts.some((text) => GIT_WRITES.test(text)));
  return writes && input !== undefined
    ? [{ path: undefined, fed: { ...input, sure: false, derived: true } }]
    : [];
}

/** Says whether a program may write a file that one of its words names. */
function mayWriteNamed(name: string, texts: readonly string[]): boolean {
  if (name === "git") return texts.some((text) => GIT_WRITES.test(text));
  const runs = Object.hasOwn(WRAPPERS, name) || Object.hasOwn(RUNNERS, name) || LOOSE_WRAPPERS.has(name);
  const builds = BUILDERS.has(name) || (isInterpreter(name) && texts[0] === "-m");
  return !(runs || builds || READERS.has(name) || SHELLS.has(name));
}

const SHELL_LINE = /^#![ \t]*\/(?:[\w.-]+\/)*(?:env[ \t]+)?(?:ba|da|z|k)?sh(?:[ \t]+-[eux]+)?[ \t]*(?:\n|$)/;

/** Says whether the first line of a file names a program that is no shell. */
function namesProgram(text: string): boolean {
  return text.startsWith("#!") && !SHELL_LINE.test(text);
}

/** Keeps what a script writes to files, and which files it runs as scripts; finds what is both. */
export class WrittenFiles {
  readonly #written: Written[] = [];
  /** Open paths to which something goes that the text does not say. */
  readonly #somewhere: string[] = [];
  /** Paths of files that are run; empty for any. */
  readonly #ran = new Set<string>();
  readonly #perhaps = new Set<string>();
  readonly #interpreted = new Set<string>();
  /** Bare names of programs: files too, where the script sets PATH. */
  readonly #bare = new Set<string>();
  /** Programs that the text does not fix. */
  readonly #open: { readonly test: RegExp; readonly shown: string }[] = [];
  /** Words of programs that may write what they name. */
  readonly #named: string[] = [];
  /** Texts that were taken out. */
  readonly #read = new Set<string>();
  #moved = false;
  #given = false;
  /** The shell that runs the files: `sh` where one of them is no bash. */
  shell: "bash" | "sh" = "bash";

  /** Notes that text goes to a file; a path with anything to expand in it is not fixed, unless in its folders alone. */
  write(written: Written): void {
    const { path, fed } = written;
    const open = path !== undefined && OPEN.test(path);
    const name = open && !OPEN.test(baseName(path)) && baseName(path) !== "" ? baseName(path) : undefined;
    // What comes from outside and goes somewhere is no text of the script, unless it is to be one of its files.
    if (fed.text === undefined && fed.derived !== true && open && name === undefined)
      this.#somewhere.push(path);
    else this.#written.push(open ? { ...written, path: name } : written);
  }

  /** Says whether something else may be in a file of this name. */
  #mayHold(name: string): boolean {
    return this.#somewhere.some((path) => path === "..." || pathLike(path).test(name));
  }

  /** Notes that a file is run as a script, for certain or perhaps; an empty path stands for any. */
  run(path: string, certain: boolean, via: readonly string[] = []): void {
    // Another program than bash gives a file without `#!` to `sh`.
    if (via.length > 0) this.#given = true;
    if (path !== "" && baseName(path) === "") return;
    (certain ? this.#ran : this.#perhaps).add(path);
  }

  /** The shell that reads the text of a file. */
  shellFor(text: string): "bash" | "sh" {
    return this.#given && !text.startsWith("#!") ? "sh" : this.shell;
  }

  /** Notes that a program is run whose name is not fixed. */
  runLike(test: RegExp, shown: string): void {
    this.#open.push({ test, shown });
  }

  /** Notes a program with its words; `certain`: they are not only one way to read the words of another program. */
  meet(name: string, texts: readonly string[], certain: boolean): void {
    this.#bare.add(name);
    if (MOVES.has(name)) this.#moved = true;
    if (certain && this.#named.length < MAXIMUM_NAMED && mayWriteNamed(name, texts))
      this.#named.push(...texts);
  }

  /** Says whether a file is run that a program may have made which names it. */
  runsNamed(state: ScriptState): boolean {
    const { setsPath } = state;
    const ran = [...this.#ran].map(baseName);
    const given = this.#somewhere.filter((path) => path.includes("$") && state.comesFromText(path));
    if (given.some((path) => ran.some((name) => pathLike(path).test(name)))) return true;
    if (this.#named.length === 0) return false;
    // The folders of an absolute path were there before.
    const parts = this.#paths(setsPath).flatMap((path) =>
      path.startsWith("/") ? [baseName(path)] : path.split("/"),
    );
    const names = new Set(parts.filter((part) => !/^\.{0,2}$/.test(part)));
    const odd = [...names].filter((name) => /[^\w.-]/.test(name));
    return this.#named.some(
      (text) =>
        text.split(/[^\w.-]+/).some((part) => names.has(part)) || odd.some((name) => text.includes(name)),
    );
  }

  #paths(setsPath: boolean): readonly string[] {
    return [...this.#ran, ...(setsPath ? this.#bare : [])];
  }

  /** Notes that a file is run as a program in another language. */
  interpret(path: string): void {
    this.#interpreted.add(baseName(path));
  }

  /** The text literals of what is written to files that are run as programs in another language. */
  programs(): readonly { readonly texts: readonly string[]; readonly span: Span | undefined }[] {
    if (this.#interpreted.size === 0) return [];
    return this.#written
      .filter(({ path }) => path === undefined || this.#interpreted.has(baseName(path)))
      .map(({ fed, span }) => ({ texts: [...new Set(fedTexts(fed).flatMap(literalScripts))], span }));
  }

  /** Takes out what is written to a file that may also be run. */
  takeRun(state: ScriptState): readonly RunFile[] {
    if (this.#written.length === 0) return [];
    const open = this.#open.filter(({ shown }) => /[/*?[]/.test(shown) || state.comesFromText(shown));
    const ran = new Set([...this.#paths(state.setsPath), ...this.#perhaps].map(baseName));
    if (ran.size === 0 && open.length === 0) return [];
    const any = this.#moved || ran.has("");
    const named = (name: string): boolean =>
      ran.has(name) ||
      open.some(
        ({ test, shown }) =>
          baseName(shown) === name ||
          [...FOLDERS, shown.slice(0, shown.lastIndexOf("/") + 1)].some((folder) =>
            test.test(`${folder}${name}`),
          ),
      );
    const may = ({ path }: Written): boolean => any || path === undefined || named(baseName(path));
    const taken = this.#written.filter(may);
    const left = this.#written.filter((each) => !may(each));
    this.#written.splice(0, this.#written.length, ...left);
    // What is moved, or found elsewhere, may be another part of it.
    const held = taken.some(({ path }) => path !== undefined && this.#mayHold(baseName(path)));
    const sure = taken.length === 1 && !this.#moved && !state.setsPath && !held;
    return taken.map(({ fed, span }) => {
      const all = fedTexts(fed);
      const texts = all.filter((text) => !this.#read.has(text));
      for (const text of texts) this.#read.add(text);
      const open = fed.loose === true && all.some((text) => state.comesFromText(text));
      return { texts, span, known: sure && fed.sure === true && !open && !all.some(namesProgram) };
    });
  }
}

const MAXIMUM_NAMED = 10_000;
