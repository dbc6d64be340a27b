import { type ParsedScript, parse } from "unbash";
import { baseName } from "../rule/path.ts";
import { RUNNERS } from "../table/runners.ts";
import { SHELLS } from "../table/wrappers.ts";
import type { Reason, Redirect, Span } from "../verdict.ts";
import { ANYTHING, shown } from "./command-words.ts";
import {
  cutAssignment,
  evaluatesValues,
  holdsSubstitution,
  isSpecial,
  runsByValue,
} from "./evaluated-values.ts";
import { readsDifferently } from "./hygiene.ts";
import { type Fed, fedTexts, type Inner, mergeFed } from "./inner.ts";
import { joinedForms } from "./join-lines.ts";
import { looseCommands, loosePieces } from "./loose-text.ts";
import { evaluated, evaluatesWords } from "./open-builtin.ts";
import { openCommand } from "./open-command.ts";
import { literalScripts } from "./open-interpreter.ts";
import { START_FILES } from "./open-shell.ts";
import { mayRunWords, openUnknown } from "./open-unknown.ts";
import { programReadings } from "./program-readings.ts";
import { changesReading, isPlainShell, readsAsDialect, setsReading } from "./reading-options.ts";
import { setByWords } from "./set-by-words.ts";
import { isStream } from "./streams.ts";
import { withUnknown } from "./unknown-text.ts";
import { collectVariables, holdsTextByShell, mayBeInherited, onlyPlainAssignments } from "./variables.ts";
import { ScriptWalk } from "./walk-script.ts";
import type { Surroundings, WideCommand, WideReading, WideSink } from "./wide-reading.ts";
import type { Variables, WideWord } from "./wide-word.ts";
import { cutWindowsText } from "./windows.ts";
import { type Written, WrittenFiles, writtenBy } from "./written-files.ts";

/** A here-document alone in a substitution. */
const OFTEN_A_MISTAKE = /[$<>]\(\s*<</;
const MAXIMUM_DEPTH = 12;
const MAXIMUM_COMMANDS = 5000;
const NO_VARIABLES: Variables = new Map();
/** Builtins whose words are read as scripts. */
const RUNS_TEXT = /^(?:eval|\.|source|trap)$/;
/** A parameter or a substitution in a script: what it gives may come from the text itself. */
const COMES_FROM_TEXT = /\$\(|`|[<>]\(|\$\{?(?:[0-9@*#!]|_\b)|\$\{[A-Za-z_]\w*[^}\w]/;
const NAMES = /\$\{?([A-Za-z_][A-Za-z0-9_]*)/g;

/**
 * How sure it is that a text is run. `value`: only if the shell evaluates it. `literal`: it is a text in another
 * language; only fixed programs count in it.
 */
type Doubt = "value" | "literal" | undefined;

interface Place {
  readonly span: Span | undefined;
  readonly via: readonly string[];
  readonly doubt: Doubt;
}

/** What the reading of a text takes for granted until the whole shows otherwise. */
export interface Beliefs {
  /** Variables hold what the assignments of their text say; otherwise they may hold anything besides. */
  readonly settled: boolean;
  /** A glob that no name fits may be dropped. */
  readonly nullGlob: boolean;
}

const USUAL: Beliefs = { settled: true, nullGlob: false };
/** Commands whose output is worked out, as long as no function or alias stands in their place. */
const PRINTING: ReadonlySet<string> = new Set(["echo", "printf", "cat"]);

/**
 * Says whether a text holds something about which parsers and bash do not agree: a comment directly behind a process
 * substitution, a descriptor variable with a subscript, an escaped quote in backquotes in an expansion.
 */
function isOddlyRead(text: string): boolean {
  return (
    (text.includes(")#") && /[<>]\(/.test(text)) ||
    (/\}[<>]/.test(text) && /\{\w+\[/.test(text)) ||
    (text.includes('\\"') && text.includes("`") && text.includes("${"))
  );
}

/** Says whether the first line of a file names a program that is no shell. */
function namesProgram(text: string): boolean {
  return text.startsWith("#!") && !/^#![^\n]*[/ ](?:ba|da|z|k)?sh[ \t]*(?:\n|$)/.test(text);
}

/** Reads scripts and word lists widely, and collects everything that may run. */
export class WideReader implements WideSink {
  readonly #walk: ScriptWalk = new ScriptWalk(this);
  readonly #commands: WideCommand[] = [];
  readonly #redirects: Redirect[] = [];
  readonly #opaque: Reason[] = [];
  readonly #assigned = new Set<string>();
  readonly #files = new WrittenFiles();
  /** Texts that run something once the shell evaluates what a word or a variable holds. */
  readonly #data = new Map<string, Span | undefined>();
  #evaluates = false;
  readonly #texts: string[] = [];
  /** Scripts that the text does not fix, until it is known which variables the whole sets. */
  readonly #unfixed: (Place & { readonly text: string })[] = [];
  #doubt: Doubt;
  /** What is read is run by a program that is not known. */
  #within = false;
  #clean = true;
  #extendedGlob = false;

  readonly #beliefs: Beliefs;
  /** What was found forbids to take variables for settled. */
  #unsettled = false;
  /** What was found may switch `nullglob` on. */
  #dropsGlobs = false;
  /** A variable may be set whose name is not fixed. */
  #setsAny = false;
  /** A shell is started. */
  #shell = false;
  /** The text that sets variables. */
  #setting: string | undefined;

  constructor(beliefs: Beliefs = USUAL) {
    this.#beliefs = beliefs;
  }

  /** What the whole shows where it was read in a belief that it does not bear out; undefined where all is well. */
  get found(): Beliefs | undefined {
    const { settled, nullGlob } = this.#beliefs;
    const unsettled = settled && this.#unsettled && this.#setting !== undefined;
    if (!unsettled && (nullGlob || !this.#dropsGlobs)) return undefined;
    return { settled: settled && !this.#unsettled, nullGlob: nullGlob || this.#dropsGlobs };
  }

  get nullGlob(): boolean {
    return this.#beliefs.nullGlob;
  }

  /** Reads what only the whole text shows to be run, and returns everything that was found. */
  finish(): WideReading {
    this.#readLate();
    return {
      commands: this.#commands,
      redirects: this.#redirects,
      opaque: this.#opaque,
      assigned: [...this.#assigned],
      clean: this.#clean,
    };
  }

  #readLate(): void {
    for (const { fed, span } of this.#files.programs())
      this.#doubting("literal", () =>
        this.#scripts([...new Set(fedTexts(fed).flatMap(literalScripts))], span, ["program"], 1),
      );
    for (let round = 0; round < 3; round += 1) {
      if (this.#data.size > 0 && (this.#evaluates || this.#texts.some(evaluatesValues))) {
        this.#evaluates = true;
        const texts = [...this.#data];
        this.#data.clear();
        for (const [text, span] of texts)
          this.#doubting("value", () => this.#scripts(evaluated([text]), span, [], 1));
      }
      const setsPath = this.#assigned.has("PATH") || this.#setsAny;
      // It may be BASH_ENV that is set.
      if (this.#setsAny && this.#shell) this.#files.run("", false);
      const written = this.#files.takeRun(setsPath, (shown) => this.#comesFromText(shown));
      for (const { fed, span } of written) {
        const texts = fedTexts(fed);
        this.#scripts(texts, span, [this.#files.shell], 1);
        const open = fed.loose === true && texts.some((text) => this.#comesFromText(text));
        if (fed.sure !== true || open || texts.some(namesProgram) || written.length > 1 || setsPath)
          this.unread("written-script", "A file is run that the script itself writes.", span, ["sh"]);
      }
    }
    if (this.#files.runsNamed(this.#assigned.has("PATH") || this.#setsAny))
      this.unread(
        "written-file",
        "A file is run that a program of the script may have written.",
        undefined,
        [],
      );
    for (const { text, span, via, doubt } of this.#unfixed.splice(0))
      if (this.#comesFromText(text))
        this.#doubting(doubt, () => this.unread("script", "A script is not fixed by the text.", span, via));
  }

  #doubting(doubt: Doubt, read: () => void): void {
    const before = this.#doubt;
    this.#doubt = before ?? doubt;
    read();
    this.#doubt = before;
  }

  /** Reads PowerShell or cmd text. */
  windows(text: string): void {
    this.#clean = false;
    this.hide(
      "windows-shell",
      "PowerShell and cmd text is never allowed by rule; rules that ask or deny are looked for in it.",
      undefined,
    );
    for (const words of cutWindowsText(text)) this.#commands.push({ words, via: [] });
  }

  /** Reads the text in a second form; only what it adds to the commands counts. */
  again(text: string): void {
    const second = new WideReader(this.#beliefs);
    second.script(text, { start: 0, end: 0 }, [], 0);
    second.#readLate();
    this.#unsettled ||= second.#unsettled;
    this.#dropsGlobs ||= second.#dropsGlobs;
    this.#setting ??= second.#setting;
    for (const { words, via, perhaps } of second.#commands)
      this.#commands.push({ words, via, again: true, ...(perhaps === undefined ? {} : { perhaps }) });
  }

  /** Reads script text; `span` is where it stands when it is not the outer text itself. */
  script(text: string, span: Span | undefined, via: readonly string[], depth: number): void {
    if (depth > MAXIMUM_DEPTH) {
      this.unread("depth", "Commands are nested too deeply to be read.", span, via);
      return;
    }
    if (readsAsDialect(text, via)) {
      this.unread("dialect", "A script for another shell holds syntax of bash.", span, via);
      this.#loose(text, span, via, depth);
    }
    if (text.includes("@P}")) this.unread("expanded-later", "A value is expanded as a prompt.", span, via);
    if (isOddlyRead(text)) this.unread("syntax", "Where a word ends is not certain.", span, via);
    if (span !== undefined && readsDifferently(text))
      this.unread("odd-characters", "A script holds characters that shells read differently.", span, via);
    this.#texts.push(text);
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
    const variables = this.#variables(script, text);
    this.#extendedGlob = false;
    this.#walk.visit(script, { variables, span, via, depth });
    // bash takes these for mistakes or for the start of something longer, and goes on in the next line.
    if (OFTEN_A_MISTAKE.test(text) || (this.#extendedGlob && !text.includes("extglob"))) {
      this.unread("syntax", "Where a word ends is not certain.", span, via);
      this.#loose(text, span, via, depth);
    }
  }

  /** What the variables of a text may hold; several texts that set some do so in an order that is not known. */
  #variables(script: ParsedScript, text: string): Variables {
    this.#unsettled ||= !onlyPlainAssignments(text);
    const variables = collectVariables(script, text);
    for (const name of variables.keys()) this.#assigned.add(name);
    if (variables.size > 0) {
      this.#setting ??= text;
      this.#unsettled ||= this.#setting !== text;
    }
    const { settled } = this.#beliefs;
    const open = [...variables].map(
      ([name, values]) => [name, settled && !mayBeInherited(name) ? values : [...values, undefined]] as const,
    );
    return settled && open.length === 0
      ? variables
      : new Map(settled ? open : [["IFS", [undefined]], ...open]);
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
        { variables: NO_VARIABLES, span, via, depth: depth + 1 },
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
    if (PRINTING.has(name) || /[$`]/.test(name))
      this.unread("redefined", `What \`${name}\` prints is decided in the script itself.`, span, via);
  }

  setAny(): void {
    this.#unsettled = true;
    // A program in another language sets no variable of the script.
    if (this.#doubt !== "literal") this.#setsAny = true;
  }

  data(text: string, { span }: Surroundings): void {
    if (holdsSubstitution(text)) this.#data.set(text, span);
  }

  value(name: string, value: string, around: Surroundings): void {
    const { span, via, depth } = around;
    if (name === "PATH") this.#assigned.add(name);
    this.#dropsGlobs ||= name === "BASHOPTS";
    if (setsReading(name)) this.#readOtherwise(around);
    this.data(value, around);
    const taken = /^BASH_FUNC_(.*?)(?:%%|\(\))?$/.exec(name)?.[1];
    if (taken !== undefined) this.define(taken, around);
    const runs = runsByValue(name, value);
    if (runs === undefined) return;
    if (/[$`]/.test(value)) this.#unfixed.push({ text: value, span, via, doubt: this.#doubt });
    // A prompt may write a character as its number.
    if (/^PS\d$/.test(name) && /\\[0-7]/.test(value))
      this.unread("prompt", "What a prompt expands to is not fixed by the text.", span, via);
    if (runs.file) this.#run(/[$`*?[]/.test(value) && !/^\/(?:dev|proc)\//.test(value) ? "" : value, around);
    if (runs.alias) this.unread("alias", "How the text behind an alias is read depends on it.", span, via);
    this.#doubting("value", () => this.#scripts(runs.scripts, span, [...via, name], depth + 1));
  }

  /** Says whether what is found there is run, on this machine, and not only one way to read the words. */
  #isCertain({ via }: Surroundings): boolean {
    return this.#doubt === undefined && !via.some((name) => Object.hasOwn(RUNNERS, name));
  }

  /** Notes that a file is read as a script; an empty path stands for any. */
  #run(path: string, around: Surroundings): void {
    const { span, via } = around;
    if (isPlainShell(via.at(-1))) this.#files.shell = "sh";
    if (isStream(path) || /^\/(?:dev|proc)\//.test(path))
      this.unread("script-input", "A shell runs what another process or descriptor gives.", span, via);
    else this.#files.run(path, this.#isCertain(around));
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
      this.hide("program", `The program is not fixed by the text (${program!.shown}).`, span);
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
    this.#evaluates ||= evaluatesWords(name);
    this.#shell ||= SHELLS.has(name);
    this.#files.meet(name, words.slice(1).map(shown));
    const [program, ...args] = words;
    this.#noteSet(name, args, around);
    // A shell whose name begins with `-` reads the files of a login.
    if ((name === "cd" || name === "pushd") && args.some((word) => /^\/(?:dev|proc)\b/.test(shown(word))))
      this.unread("script-input", "Files of processes are named from their folder.", around.span, around.via);
    if (name === "history" && args.some((word) => /^-[a-z]*s/.test(shown(word))))
      this.unread("history", "A command is put into the history.", around.span, around.via);
    if (name === "exec" && args.some((word) => /^-[a-z]*[la]/.test(shown(word))))
      for (const file of START_FILES) this.#run(file, around);
    if (name === "shopt")
      this.#dropsGlobs ||= args.some((word) => word.kind === "pattern" || word.text === "nullglob");
    if (changesReading(name, args)) this.#readOtherwise(around);
    // The name that an alias takes, and one that it stands for.
    if (name === "alias")
      for (const word of args) for (const each of shown(word).split("=")) this.define(each.trim(), around);
    for (const { path, fed } of writtenBy(name, args, around.input))
      this.write({ path, fed, span: around.span });
    if (program?.kind === "text" && program.text.includes("/"))
      this.#files.run(program.text, this.#isCertain(around));
    if (program?.kind === "pattern") this.#files.runLike(program.test, program.shown);
    for (const word of args) {
      if (word.kind !== "text") {
        const assignment = cutAssignment(word.shown);
        if (assignment !== undefined) this.value(assignment.name, assignment.value, around);
        continue;
      }
      if (name === "printf" && /PS\d$/.test(word.text))
        this.unread("expanded-later", "What the shell expands later is not fixed.", around.span, around.via);
      this.data(word.text, around);
      const assignment = cutAssignment(word.text);
      if (assignment !== undefined) this.value(assignment.name, assignment.value, around);
    }
  }

  #readOtherwise({ span, via }: Surroundings): void {
    this.unread("options", "An option changes how the shell reads the script.", span, via);
  }

  /** Notes the variables that a builtin or a wrapper sets by its words. */
  #noteSet(name: string, args: readonly WideWord[], around: Surroundings): void {
    const set = setByWords(name, args);
    if (set === undefined) return;
    this.#unsettled ||= set.here;
    this.#setsAny ||= set.any;
    const { span, via } = around;
    for (const each of set.names) {
      this.#assigned.add(each);
      // A number or a text in other letters is not what stands there.
      const changed = args.some((word) => /^-[A-Za-z]*[ilu]/.test(shown(word)));
      const given = !changed && args.some((word) => cutAssignment(shown(word))?.name === each);
      if (name !== "export" && !given && isSpecial(each))
        this.unread("special", `What \`${each}\` holds is not fixed by the text.`, span, via);
    }
    // What a file or another program gives may be exported; what the script prints itself may be any of the special names.
    if (set.here && !RUNS_TEXT.test(name))
      for (const text of set.open)
        if (!(name === "export" && /^"?\$\((?!.*(?:echo|printf|<<))/s.test(text)))
          this.#unfixed.push({ text, span, via, doubt: this.#doubt });
  }

  #inner(inner: Inner, around: Surroundings): void {
    const { span, via, depth } = around;
    for (const reason of inner.opaque) this.hide(reason.code, reason.text, span);
    for (const file of inner.files ?? []) this.#run(file, around);
    for (const file of inner.programs ?? []) this.#files.interpret(file);
    this.#dropsGlobs ||= inner.nullGlob === true;
    for (const next of inner.commands) {
      if (next[0] === ANYTHING && next.length === 1) this.#push(next, span, via, true);
      else this.words(next, around);
    }
    this.#scripts(inner.scripts, span, via, depth);
    for (const text of inner.unfixed ?? []) this.#unfixed.push({ text, span, via, doubt: this.#doubt });
    if (inner.perhaps !== undefined)
      this.#doubting("literal", () => this.#scripts(inner.perhaps!, span, via, depth));
  }

  /** What comes from a variable that the script never sets comes from outside; anything else may stand in the text. */
  #comesFromText(text: string): boolean {
    if (this.#setsAny || COMES_FROM_TEXT.test(text) || !text.includes("$")) return true;
    return [...text.matchAll(NAMES)].some(([, name]) => this.#assigned.has(name!) || holdsTextByShell(name!));
  }
}
