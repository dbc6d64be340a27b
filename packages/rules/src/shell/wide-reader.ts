import { type ParsedScript, parse } from "unbash";
import { baseName } from "../rule/path.ts";
import { SHELLS } from "../table/wrappers.ts";
import type { Reason, Redirect, Span } from "../verdict.ts";
import { Budget } from "./budget.ts";
import { ANYTHING, shown, written } from "./command-words.ts";
import {
  cutAssignment,
  EvaluatedTexts,
  isInteger,
  isSpecial,
  namesSpecial,
  runsByValue,
} from "./evaluated-values.ts";
import { type Fed, type Inner, mergeFed } from "./inner.ts";
import { joinedForms } from "./join-lines.ts";
import { changesLater, OPTIONS } from "./later.ts";
import { looseCommands, loosePieces } from "./loose-text.ts";
import { evaluated, evaluatesWords } from "./open-builtin.ts";
import { openCommand } from "./open-command.ts";
import { isRunHere } from "./open-runner.ts";
import { START_FILES } from "./open-shell.ts";
import { mayRunWords, openUnknown } from "./open-unknown.ts";
import { mayPrint } from "./printed-text.ts";
import { programReadings } from "./program-readings.ts";
import { isPlainShell, setsReading } from "./reading-options.ts";
import { type Beliefs, ScriptState } from "./script-state.ts";
import { UNCLEAR } from "./script-text.ts";
import { isDevice, isStream } from "./streams.ts";
import { whyUncertain } from "./uncertain-text.ts";
import { withUnknown } from "./unknown-text.ts";
import { ScriptWalk } from "./walk-script.ts";
import type { Doubt, Place, Surroundings, WideCommand, WideReading, WideSink } from "./wide-reading.ts";
import { shared } from "./wide-reading.ts";
import type { WideWord } from "./wide-word.ts";
import { type Written, WrittenFiles, writtenBy } from "./written-files.ts";

/** A here-document alone in a substitution. */
const OFTEN_A_MISTAKE = /[$<>]\(\s*<</;
const MAXIMUM_ROUNDS = 16;
const MAXIMUM_DEPTH = 12;
const MAXIMUM_COMMANDS = 5000;

/** Reads scripts and word lists widely, and collects everything that may run. */
export class WideReader implements WideSink {
  readonly #walk: ScriptWalk = new ScriptWalk(this);
  readonly #commands: WideCommand[] = [];
  readonly #redirects: Redirect[] = [];
  readonly #opaque: Reason[] = [];
  readonly #files = new WrittenFiles();
  /** Texts that run something once the shell evaluates what a word or a variable holds. */
  readonly #data = new EvaluatedTexts();
  #evaluates = false;
  /** A variable that shells run something by is named. */
  #special = false;
  /** Scripts that the text does not fix, until it is known which variables the whole sets. */
  readonly #unfixed: (Place & { readonly text: string })[] = [];
  #doubt: Doubt;
  /** What is read is run by a program that is not known. */
  #within = false;
  #clean = true;
  readonly #budget = new Budget();
  #extendedGlob = false;

  readonly #state: ScriptState;
  /** A shell is started. */
  #shell = false;

  constructor(beliefs?: Beliefs) {
    this.#state = new ScriptState(beliefs);
  }

  /** What the whole shows where it was read in a belief that it does not bear out; undefined where all is well. */
  get found(): Beliefs | undefined {
    return this.#state.found;
  }

  get nullGlob(): boolean {
    return this.#state.beliefs.nullGlob;
  }

  /** Reads what only the whole text shows to be run, and returns everything that was found. */
  finish(): WideReading {
    this.#readLate();
    return {
      commands: this.#commands,
      redirects: this.#redirects,
      opaque: this.#opaque,
      assigned: this.#state.assigned,
      clean: this.#clean,
    };
  }

  #readLate(): void {
    for (const { texts, span } of this.#files.programs())
      this.#doubting("literal", () => this.#scripts(texts, span, ["program"], 1));
    for (let round = 0, more = true; more; round += 1) {
      if (this.#evaluates)
        for (const [text, span] of this.#data.take())
          this.#doubting("value", () => this.#scripts(evaluated([text]), span, [], 1));
      // It may be BASH_ENV that is set.
      if (this.#state.setsAny && this.#shell) this.#files.run("", false);
      const run = this.#files.takeRun(this.#state);
      if (round === MAXIMUM_ROUNDS)
        this.unread("too-many", "Too many files are written and run.", undefined, []);
      for (const { texts, span, known } of run) {
        for (const text of texts) this.#scripts([text], span, [this.#files.shellFor(text)], 1);
        if (!known)
          this.unread("written-script", "A file is run that the script itself writes.", span, ["sh"]);
      }
      more = round < MAXIMUM_ROUNDS && (run.length > 0 || (this.#data.waiting && this.#evaluates));
    }
    // A number may be put into such a variable, and so the name of a file.
    if (this.#special && this.#evaluates)
      this.unread("special", "What a special variable holds is not fixed.", undefined, []);
    if (this.#data.composed && this.#evaluates)
      this.unread("composed", "What is evaluated may be put together from several texts.", undefined, []);
    if (this.#files.runsNamed(this.#state))
      this.unread("written-file", "A file is run that a program may have written.", undefined, []);
    for (const { text, span, via, doubt } of this.#unfixed.splice(0))
      if (this.#state.comesFromText(text))
        this.#doubting(doubt, () => this.unread("script", "A script is not fixed by the text.", span, via));
  }

  #doubting(doubt: Doubt, read: () => void): void {
    const before = this.#doubt;
    this.#doubt = before ?? doubt;
    read();
    this.#doubt = before;
  }

  /** Reads the text in a second form; only what it adds to the commands counts. */
  again(text: string): void {
    const second = new WideReader(this.#state.beliefs);
    second.script(text, { start: 0, end: 0 }, [], 0);
    second.#readLate();
    this.#state.merge(second.#state);
    for (const { words, via, perhaps } of second.#commands)
      this.#commands.push({ words, via, again: true, ...(perhaps === undefined ? {} : { perhaps }) });
  }

  /** Reads script text; `span` is where it stands when it is not the outer text itself. */
  script(given: string, span: Span | undefined, via: readonly string[], depth: number): void {
    if (depth > MAXIMUM_DEPTH) {
      this.unread("depth", "Commands are nested too deeply to be read.", span, via);
      return;
    }
    const left = this.#budget.take(this.#doubt === "literal");
    if (left === "ends") this.unread("too-many", "There are too many scripts in the text.", span, via);
    if (left !== "left") return;
    const text = given.replaceAll(UNCLEAR, "");
    this.#special ||= namesSpecial(text);
    if (/\{\w+\}[<>]/.test(text)) this.evaluates();
    for (const why of whyUncertain(given, via, span !== undefined)) {
      this.unread(why.code, why.text, span, via);
      if (why.code === "dialect") this.#loose(text, span, via, depth);
    }
    let script: ParsedScript;
    try {
      script = parse(text);
    } catch {
      this.#clean = false;
      this.unread("unreadable", "The text cannot be parsed.", span, via);
      return;
    }
    if (script.errors !== undefined && script.errors.length > 0) {
      if (span === undefined) this.#clean = false;
      const [first] = script.errors;
      // What bash makes of a mistake is nowhere written down.
      this.#evaluates = true;
      this.unread(
        "syntax",
        `The text has a syntax error (${first!.message}).`,
        span ?? { start: first!.pos, end: first!.pos + 1 },
        via,
      );
      this.#loose(text, span, via, depth);
    }
    // A backslash at the very end is dropped.
    if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) {
      if (span === undefined) this.again(text.slice(0, -1));
      else this.script(text.slice(0, -1), span, via, depth + 1);
    }
    // A script inside the text: what it adds when its lines are joined counts as well.
    if (span !== undefined) this.#scripts(joinedForms(text), span, via, depth + 1);
    const variables = this.#state.variables(script, text, depth === 0);
    this.#extendedGlob = false;
    this.#walk.visit(script, { variables, span, via, depth });
    // bash takes these for mistakes or for the start of something longer, and goes on in the next line.
    if (OFTEN_A_MISTAKE.test(text) || (this.#extendedGlob && !text.includes("extglob"))) {
      this.unread("syntax", "Where a word ends is not certain.", span, via);
      this.#loose(text, span, via, depth);
    }
  }

  #scripts(texts: readonly string[], span: Span | undefined, via: readonly string[], depth: number): void {
    for (const text of texts) this.script(text, span ?? { start: 0, end: 0 }, via, depth);
  }

  /** A text with a mistake still runs up to it, and parsers disagree after it: each piece is read on its own too. */
  #loose(text: string, span: Span | undefined, via: readonly string[], depth: number): void {
    if (this.#doubt === "literal") return;
    if (depth < 3) this.#scripts(loosePieces(text), span, via, depth + 1);
    for (const command of looseCommands(text))
      this.words(
        command.map((word) => ({ kind: "text", text: word })),
        { variables: new Map(), span, via, depth: depth + 1 },
      );
  }

  hide(code: string, text: string, span: Span | undefined): void {
    if (this.#doubt === "literal") return;
    this.#opaque.push({ code, text, ...(span === undefined ? {} : { span }) });
  }

  unread(code: string, text: string, span: Span | undefined, via: readonly string[]): void {
    this.hide(code, text, span);
    this.#push([ANYTHING], span, via, true);
  }

  #push(words: readonly WideWord[], span: Span | undefined, via: readonly string[], again = false): void {
    if (this.#doubt === "literal" && words[0]!.kind !== "text") return;
    this.#commands.push({
      words,
      via,
      ...(span === undefined ? {} : { span }),
      ...(again ? { again: true } : {}),
      ...(this.#doubt === undefined ? {} : { perhaps: true }),
    });
  }

  extendedGlob(): void {
    this.#extendedGlob = true;
  }

  redirect(redirect: Redirect): void {
    this.#redirects.push(redirect);
  }

  write(written: Written): void {
    this.#files.write(written);
  }

  define(name: string, { span, via }: Surroundings): void {
    this.#state.take(name);
    if (mayPrint(name))
      this.unread("redefined", `What \`${name}\` prints is decided in the script itself.`, span, via);
  }

  evaluates(): void {
    if (this.#doubt !== "literal") this.#evaluates = true;
  }

  setAny(): void {
    // A program in another language sets no variable of the script.
    if (this.#doubt !== "literal") this.#state.setAny();
  }

  data(text: string, { span }: Surroundings): void {
    this.#data.note(text, span);
  }

  value(name: string, value: string, around: Surroundings, append = false): void {
    const { span, via, depth } = around;
    if (append && isSpecial(name))
      this.unread("special", `What \`${name}\` holds is put together.`, span, via);
    this.#state.give(name);
    this.#evaluates ||= isInteger(name);
    if (isInteger(name) && !/^\d*$/.test(value)) this.setAny();
    if (setsReading(name)) this.unread(OPTIONS.code, OPTIONS.text, span, via);
    this.data(value, around);
    const taken = /^BASH_FUNC_(.*?)(?:%%|\(\))?$/.exec(name)?.[1];
    if (taken !== undefined) this.define(taken, around);
    const runs = runsByValue(name, value);
    if (runs === undefined) return;
    if (runs.open) this.#unfixed.push({ text: value, span, via, doubt: this.#doubt });
    if (runs.unclear) this.unread("value", `What \`${name}\` runs depends on what is not fixed.`, span, via);
    if (runs.file !== undefined) this.#run(runs.file, around);
    this.#doubting("value", () => this.#scripts(runs.scripts, span, [...via, name], depth + 1));
  }

  /** Notes that a file is read as a script; an empty path stands for any. */
  #run(path: string, around: Surroundings): void {
    const { span, via } = around;
    if (isPlainShell(via.at(-1))) this.#files.shell = "sh";
    if (isStream(path) || isDevice(path))
      this.unread("script-input", "A shell runs what another process or descriptor gives.", span, via);
    else this.#files.run(path, this.#doubt === undefined && isRunHere(via));
  }

  words(read: readonly WideWord[], around: Surroundings): Fed | undefined {
    if (read.length === 0) return undefined;
    const { span, via, depth } = around;
    const words = withUnknown(read, true);
    if (this.#commands.length >= MAXIMUM_COMMANDS) {
      if (this.#commands.length === MAXIMUM_COMMANDS)
        this.unread("too-many", "There are too many commands to read.", span, via);
      return undefined;
    }
    this.#push(words, span, via);
    const [program] = words;
    // Whatever it is may be xargs, which adds what it reads.
    if (program!.kind === "pattern" && program!.many && around.input !== undefined)
      this.#push([...words, ANYTHING], span, via, true);
    if (program!.kind === "pattern" && program !== ANYTHING)
      this.hide("program", `The program is not fixed by the text (${written(program!)}).`, span);
    if (depth > MAXIMUM_DEPTH) {
      this.unread("depth", "Commands are nested too deeply to be read.", span, via);
      return undefined;
    }
    const name = program!.kind === "text" ? baseName(program!.text) : program!.shown;
    this.#note(name, words, around);
    // What `eval` makes of an unknown first word may be an assignment, and then the next word is the program.
    if (program!.kind === "pattern" && via.includes("eval") && words.length > 1)
      this.words(words.slice(1), { ...around, depth: depth + 1 });
    if (program!.kind === "pattern" && program !== ANYTHING && mayRunWords(program!))
      this.#unknown(program!, words.slice(1), around);
    const outputs = programReadings(words).map((reading) => {
      const inner = openCommand(reading, around.input);
      this.#inner(inner, { ...around, via: [...via, name], depth: depth + 1 });
      return inner.output;
    });
    return mergeFed(outputs);
  }

  /** Reads what a program that is not known may run; what it runs may again be one that is not known. */
  #unknown(program: WideWord, args: readonly WideWord[], around: Surroundings): void {
    const { span, via, depth } = around;
    this.setAny();
    const name = shown(program);
    if (this.#within) {
      this.#unfixed.push({ text: name, span, via, doubt: this.#doubt });
      return;
    }
    this.#within = true;
    this.#doubting("value", () =>
      this.#inner(openUnknown(program, args, around.input), {
        ...around,
        via: [...via, name],
        depth: depth + 1,
      }),
    );
    this.#within = false;
  }

  /** Notes what the words say beside the command that they are. */
  #note(name: string, words: readonly WideWord[], around: Surroundings): void {
    // What another language has as a text changes nothing in the script.
    if (this.#doubt === "literal") return;
    const [program, ...args] = words;
    const { span, via } = around;
    this.#evaluates ||= evaluatesWords(name, args);
    this.#shell ||= SHELLS.has(name);
    this.#files.meet(name, args.map(shown), this.#doubt === undefined && isRunHere(via));
    const open = this.#state.note(name, args, via.length === 0);
    for (const each of open.special)
      this.unread("special", `What \`${each}\` holds is not fixed by the text.`, span, via);
    for (const text of open.names) this.#unfixed.push({ text, span, via, doubt: this.#doubt });
    const later = changesLater(name, args);
    if (later !== undefined) this.unread(later.code, later.text, span, via);
    // A shell whose name begins with `-` reads the files of a login.
    if (name === "exec" && args.some((word) => /^-[a-z]*[la]/.test(shown(word))))
      for (const file of START_FILES) this.#run(file, around);
    // The name that an alias takes, and one that it stands for.
    if (name === "alias")
      for (const word of args) for (const each of shown(word).split("=")) this.define(each.trim(), around);
    for (const { path, fed } of writtenBy(name, args, around.input)) this.write({ path, fed, span });
    if (program?.kind === "text" && isDevice(program.text))
      this.unread("program", "A program is named by a process or a descriptor.", span, via);
    if (program?.kind === "text" && program.text.includes("/"))
      this.#files.run(program.text, this.#doubt === undefined && isRunHere(via), via);
    if (program?.kind === "pattern") this.#files.runLike(program.test, program.shown);
    for (const word of args) {
      const assignment = cutAssignment(shown(word));
      if (word.kind === "text") this.data(word.text, around);
      else this.#data.notePart(word.shown);
      if (assignment !== undefined) this.value(assignment.name, assignment.value, around, assignment.append);
    }
  }

  #inner(inner: Inner, around: Surroundings): void {
    const { span, via, depth } = around;
    for (const reason of inner.opaque) this.hide(reason.code, reason.text, span);
    for (const file of inner.files ?? [])
      if (file !== "" || this.#doubt !== "literal") this.#run(file, around);
    for (const file of inner.programs ?? []) this.#files.interpret(file);
    if (inner.nullGlob === true) this.#state.dropGlobs();
    const each = inner.several === true ? shared(around) : around;
    for (const next of inner.commands) {
      if (next[0] === ANYTHING && next.length === 1) this.#push(next, span, via, true);
      else this.words(next, each);
    }
    this.#scripts(inner.scripts, span, via, depth);
    for (const text of inner.unfixed ?? []) this.#unfixed.push({ text, span, via, doubt: this.#doubt });
    if (inner.perhaps !== undefined)
      this.#doubting("literal", () => this.#scripts(inner.perhaps!, span, via, depth));
  }
}
