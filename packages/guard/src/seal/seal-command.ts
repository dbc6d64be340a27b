import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Verdict } from "@paddock/rules";
import { commandLine } from "../command-line.ts";
import { type ReadFile, readWhole } from "../file-state.ts";
import { within } from "../in-root.ts";
import type { NormalAction } from "../normalise.ts";
import { followLinks } from "../placement.ts";
import { locateProgram } from "../program.ts";
import { quoteWord } from "../subject.ts";
import { interpreterOf, isShell, scriptOperand, shellWords } from "./shell-script.ts";

/** A command made so that what was read of its files is what runs. */
export interface SealedCommand extends Disposable {
  readonly argv: readonly string[];
  /** The file to start by the name `argv[0]`. */
  readonly file?: string;
  /** The state of each file that was read, by real path; what was approved must have been the same. */
  readonly states: ReadonlyMap<string, string>;
  /** False where something of what was approved still runs from its own place. */
  readonly complete: boolean;
}

/** Where a command is sealed. */
export interface SealSurroundings {
  /** PATH of the command. */
  readonly path: string;
  /** Real folders that confined commands may write. */
  readonly roots: readonly string[];
  /** A folder that no confined command sees; copies go below it. */
  readonly folder: string;
}

/** Programs of the system: only an administrator changes them, and they find their own parts by their place. */
const SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/opt", "/nix/store", "/snap"];

interface Words {
  readonly argv: readonly string[];
  readonly file?: string;
  /** Set where these are other words than those given. */
  readonly sealed?: true;
}

/** Seals the words of commands; keeps what it read and the copies that it made. */
class Sealer {
  readonly states: Map<string, string> = new Map();
  /** What was sealed, as the words named it, without folders. */
  readonly names: Set<string> = new Set();
  /** Each file is read once: two looks could see two texts, of which one was approved. */
  readonly #reads = new Map<string, ReadFile | undefined>();
  #copies: string | undefined;
  readonly #cwd: string;
  readonly #at: SealSurroundings;

  constructor(cwd: string, at: SealSurroundings) {
    this.#cwd = cwd;
    this.#at = at;
  }

  /** The file as it is now, where anybody but an administrator could change it. */
  #exposed(path: string | undefined): (ReadFile & { readonly real: string }) | undefined {
    if (path === undefined) return undefined;
    let real: string;
    try {
      real = realpathSync(path);
    } catch {
      return undefined;
    }
    if (within(real, SYSTEM) && !within(real, this.#at.roots)) return undefined;
    if (!this.#reads.has(real)) this.#reads.set(real, readWhole(real));
    const read = this.#reads.get(real);
    return read === undefined ? undefined : { ...read, real };
  }

  /** A file of its own with these bytes, closed to everything confined. */
  #copy(name: string, data: Uint8Array): string {
    this.#copies ??= mkdtempSync(join(this.#at.folder, "sealed-"));
    const folder = mkdtempSync(join(this.#copies, "f"));
    const path = join(folder, basename(name));
    writeFileSync(path, data, { flag: "wx", mode: 0o500 });
    return path;
  }

  #seal(name: string, read: ReadFile & { readonly real: string }): void {
    this.states.set(read.real, read.state);
    this.names.add(basename(name));
  }

  /** `SHELL SCRIPT ARG...` from the text that was read; a text that is no argument runs from a copy. */
  #script(
    shell: readonly string[],
    read: ReadFile & { readonly real: string },
    name: string,
    args: readonly string[],
  ): Words {
    this.#seal(name, read);
    const text = read.data.toString("utf8");
    const words = Buffer.from(text).equals(read.data) ? shellWords(shell, text, name, args) : undefined;
    return { argv: words ?? [...shell, this.#copy(name, read.data), ...args], sealed: true };
  }

  words(argv: readonly string[]): Words {
    const [name = "", ...args] = argv;
    const located = locateProgram(name, this.#at.path, this.#cwd);
    // The name is looked up once, here, and not again when it starts.
    const found: Words = { argv, ...(located === undefined ? {} : { file: located }) };
    const read = this.#exposed(located);
    if (read === undefined) {
      const at = located !== undefined && isShell(located) ? scriptOperand(argv) : undefined;
      const script = at === undefined ? undefined : argv[at];
      const operand = script?.includes("/") ? this.#exposed(this.#resolve(script)) : undefined;
      if (at === undefined || script === undefined || operand === undefined) return found;
      return this.#script([located as string, ...argv.slice(1, at)], operand, script, argv.slice(at + 1));
    }
    const interpreter = interpreterOf(read.data.toString("latin1", 0, 256));
    if (interpreter !== undefined) {
      const shell = locateProgram(interpreter.program, this.#at.path, this.#cwd);
      // An interpreter that could itself be changed would have to be sealed as well.
      if (shell === undefined || !isShell(shell) || this.#exposed(shell) !== undefined) return found;
      return this.#script([shell, ...interpreter.options], read, name, args);
    }
    if (read.data[0] === 0x23 || !within(read.real, this.#at.roots)) return found;
    this.#seal(name, read);
    return { argv, file: this.#copy(name, read.data), sealed: true };
  }

  #resolve(path: string): string {
    return path.startsWith("/") ? path : join(this.#cwd, path);
  }

  dispose(): void {
    if (this.#copies !== undefined) rmSync(this.#copies, { recursive: true, force: true });
  }
}

/** True where the text of a segment is nothing but its words: no quotes, assignments or redirections to keep. */
function isPlain(text: string, argv: readonly string[]): boolean {
  return (
    argv.every((word) => word !== "" && quoteWord(word) === word) &&
    text.split(/[ \t]+/).join(" ") === argv.join(" ")
  );
}

/** A text with sealed words in the place of each plain command, and what is left of its own. */
interface SealedText {
  readonly text: string;
  readonly rest: string;
}

function sealText(text: string, verdict: Verdict, sealer: Sealer): SealedText {
  if (verdict.opaque.length > 0) return { text, rest: text };
  const edits = verdict.segments.flatMap(({ argv, span, via, reading }) => {
    if (span === undefined || via !== undefined || reading !== "strict") return [];
    if (!isPlain(text.slice(span.start, span.end), argv)) return [];
    const { argv: words, file, sealed } = sealer.words(argv);
    if (sealed === undefined) return [];
    const [program, ...args] = file === undefined ? words : [file, ...words.slice(1)];
    return [{ ...span, words: [program as string, ...args].map(quoteWord).join(" ") }];
  });
  const sealed = { text, rest: text };
  let limit = text.length;
  for (const { start, end, words } of edits.sort((a, b) => b.start - a.start)) {
    if (end > limit) continue;
    sealed.text = sealed.text.slice(0, start) + words + sealed.text.slice(end);
    sealed.rest = sealed.rest.slice(0, start) + sealed.rest.slice(end);
    limit = start;
  }
  return sealed;
}

/** True when every file that decides what runs was sealed, and none of them is named a second time. */
function isComplete(verdict: Verdict, cwd: string, rest: string, { states, names }: Sealer): boolean {
  if ([...names].some((name) => rest.includes(name))) return false;
  return verdict.refersTo.every((file) => states.has(followLinks(resolve(cwd, file))));
}

/** The text that a command gives to a shell: its own script, or what stands behind `-c`. */
function shellText(argv: readonly string[]): number | undefined {
  return isShell(argv[0] ?? "") && /^-l?c$/.test(argv[1] ?? "") && argv.length > 2 ? 2 : undefined;
}

/**
 * Makes a command of which what was read is what runs: shell scripts run from their text, programs in a root from a copy
 * that nothing confined can reach, and every name is looked up once. What has to stay in its place (a script of another
 * interpreter, a program that is installed for the user) is started there.
 */
export function sealCommand(
  action: Extract<NormalAction, { kind: "command" }>,
  verdict: Verdict | undefined,
  readText: (text: string) => Verdict,
  at: SealSurroundings,
): SealedCommand {
  const sealer = new Sealer(action.cwd, at);
  const given = commandLine(action);
  const place = action.script === undefined ? shellText(given) : given.length - 1;
  const script = place === undefined ? undefined : given[place];
  const text = script === undefined ? undefined : sealText(script, readText(script), sealer);
  const argv = place === undefined || text === undefined ? given : given.with(place, text.text);
  const { sealed, ...words } = sealer.words(argv);
  const rest = text?.rest ?? (sealed === true ? "" : given.join(" "));
  return {
    ...words,
    states: sealer.states,
    complete: verdict !== undefined && isComplete(verdict, action.cwd, rest, sealer),
    [Symbol.dispose]: () => sealer.dispose(),
  };
}
