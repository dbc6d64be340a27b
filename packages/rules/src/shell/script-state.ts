import type { ParsedScript } from "unbash";
import { shown } from "./command-words.ts";
import { cutAssignment, isSpecial } from "./evaluated-values.ts";
import { quietNames } from "./quiet-names.ts";
import { switchesOff } from "./reading-options.ts";
import { setByWords } from "./set-by-words.ts";
import { collectVariables, holdsTextByShell, mayBeInherited, onlyPlainAssignments } from "./variables.ts";
import type { Variables, WideWord } from "./wide-word.ts";

/** What the reading of a text takes for granted until the whole shows otherwise. */
export interface Beliefs {
  /** Variables hold what the assignments of their text say; otherwise they may hold anything besides. */
  readonly settled: boolean;
  /** A glob that no name fits may be dropped. */
  readonly nullGlob: boolean;
  /** The home folder is the user's, and one word. */
  readonly home: boolean;
}

/** What a command that sets variables leaves open. */
export interface LeftOpen {
  /** Variables with a meaning to shells that get a value which the words do not say. */
  readonly special: readonly string[];
  /** Words that do not fix the name of a variable. */
  readonly names: readonly string[];
}

const USUAL: Beliefs = { settled: true, nullGlob: false, home: true };
const ANY: readonly undefined[] = [undefined];
const NOTHING_OPEN: LeftOpen = { special: [], names: [] };
/** Builtins whose words are read as scripts. */
const RUNS_TEXT = /^(?:eval|\.|source|trap)$/;
/** What a file or a program gives, and not the script itself. */
const GIVEN_FROM_OUTSIDE = /^"?\$\((?!.*(?:echo|printf|<<))/s;
/** A parameter or a substitution in a script: what it gives may come from the text itself. */
const COMES_FROM_TEXT = /\$\(|`|[<>]\(|\$\{?(?:[0-9@*#!]|_\b)|\$\{[A-Za-z_]\w*[^}\w]/;
/** Says whether the name of a folder is no script. */
function isPlainFolder(word: WideWord): boolean {
  if (word.kind === "text") return /^[\w./~@+-]*$/.test(word.text);
  return /^(?:[\w./~@+-]|\$\{?\w+\}?|\$\((?:dirname|git)[^()]*\))*$/.test(word.shown);
}

/** How `read` is told to split what it reads, and nothing else. */
const READ_WITH_IFS = /\bIFS=(?:"[^"]*"|\$?'[^']*'|[^\s;&|'"$`\\]*)[ \t]+read\b/g;

/** An expansion that sets its variable. */
const DEFAULT = /\$\{([A-Za-z_]\w*)(?:\[[^\]]*\])?:?=/g;
const NAMES = /\$\{?([A-Za-z_][A-Za-z0-9_]*)/g;

/** Keeps what the texts of a script set: variables, and options that change what words become. */
export class ScriptState {
  readonly #beliefs: Beliefs;
  readonly #assigned = new Set<string>();
  /** Variables that hold no text of the script. */
  readonly #quiet = new Set<string>();
  /** What was found forbids to take variables for settled. */
  #unsettled = false;
  #setsAny = false;
  #dropsGlobs = false;
  /** Values may be split at other characters than blanks. */
  #splits = false;
  /** Texts that are run and not fixed. */
  readonly #run: string[] = [];
  /** The text that sets variables. */
  #setting: string | undefined;

  constructor(beliefs: Beliefs = USUAL) {
    this.#beliefs = beliefs;
  }

  get beliefs(): Beliefs {
    return this.#beliefs;
  }

  /** Names of variables that are set. */
  get assigned(): readonly string[] {
    return [...new Set([...this.#assigned, ...this.#quiet])];
  }

  /** A variable may be set whose name is not fixed. */
  get setsAny(): boolean {
    this.#setsAny ||= this.#run.some((text) => this.#holdsText(text));
    return this.#setsAny;
  }

  /** Programs may be found elsewhere than usual. */
  get setsPath(): boolean {
    return this.setsAny || this.#assigned.has("PATH");
  }

  /** What the whole shows where it was read in a belief that it does not bear out; undefined where all is well. */
  get found(): Beliefs | undefined {
    const { settled, nullGlob, home } = this.#beliefs;
    const unsettled = settled && this.#unsettled && this.#setting !== undefined;
    const moved = home && (this.setsAny || this.#splits || this.#assigned.has("HOME"));
    if (!unsettled && !moved && (nullGlob || !this.#dropsGlobs)) return undefined;
    return {
      settled: settled && !this.#unsettled,
      nullGlob: nullGlob || this.#dropsGlobs,
      home: home && !moved,
    };
  }

  /** Takes in what a second form of the text sets. */
  merge(other: ScriptState): void {
    this.#unsettled ||= other.#unsettled;
    this.#dropsGlobs ||= other.#dropsGlobs;
    this.#setsAny ||= other.setsAny;
    this.#splits ||= other.#splits;
    for (const name of other.#assigned) this.#assigned.add(name);
    this.#setting ??= other.#setting;
  }

  /** What the variables of a text may hold; several texts that set some do so in an order that is not known. */
  variables(script: ParsedScript, text: string): Variables {
    this.#unsettled ||= !onlyPlainAssignments(text);
    const variables = collectVariables(script, text);
    const quiet = variables.size === 0 ? variables : quietNames(text);
    for (const name of variables.keys()) (quiet.has(name) ? this.#quiet : this.#assigned).add(name);
    this.#splits ||= variables.has("IFS") && text.replace(READ_WITH_IFS, "").includes("IFS");
    for (const [, name] of text.matchAll(DEFAULT)) this.#assigned.add(name!);
    if (variables.size > 0) {
      this.#setting ??= text;
      this.#unsettled ||= this.#setting !== text;
    }
    const { settled, home } = this.#beliefs;
    if (settled && home && variables.size === 0) return variables;
    const open = [...variables].map(
      ([name, values]) => [name, settled && !mayBeInherited(name) ? values : [...values, undefined]] as const,
    );
    return new Map([
      ...(home ? [] : [["HOME", ANY] as const]),
      ...(settled ? [] : [["IFS", ANY] as const]),
      ...open,
    ]);
  }

  /** Notes that a variable is set. */
  set(name: string): void {
    this.#assigned.add(name);
  }

  /** Notes that any variable may be set. */
  setAny(): void {
    this.#unsettled = true;
    this.#setsAny = true;
  }

  /** Notes that globs may be dropped. */
  dropGlobs(): void {
    this.#dropsGlobs = true;
  }

  /** Takes in what a command sets by its words. */
  note(name: string, args: readonly WideWord[]): LeftOpen {
    const globs = args.some((word) => word.kind === "pattern" || word.text === "nullglob");
    if (name === "shopt" && globs && !switchesOff(args)) this.#dropsGlobs = true;
    if ((name === "cd" || name === "pushd") && args.some((word) => !isPlainFolder(word)))
      for (const each of ["PWD", "OLDPWD"]) this.#assigned.add(each);
    const set = setByWords(name, args);
    if (set === undefined) return NOTHING_OPEN;
    this.#unsettled ||= set.here;
    this.#setsAny ||= set.any;
    this.#run.push(...set.run);
    for (const each of set.names) this.#assigned.add(each);
    this.#splits ||= set.names.includes("IFS");
    // A number or a text in other letters is not what stands there.
    const changed = args.some((word) => /^-[A-Za-z]*[ilu]/.test(shown(word)));
    const given = changed ? [] : args.map((word) => cutAssignment(shown(word))?.name);
    return {
      special: name === "export" ? [] : set.names.filter((each) => isSpecial(each) && !given.includes(each)),
      names:
        set.here && !RUNS_TEXT.test(name)
          ? set.open.filter((text) => !(name === "export" && GIVEN_FROM_OUTSIDE.test(text)))
          : [],
    };
  }

  /** What comes from a variable that the script never sets comes from outside; anything else may stand in the text. */
  comesFromText(text: string): boolean {
    return !/^~[\w./-]*$/.test(text) && (this.setsAny || this.#holdsText(text));
  }

  #holdsText(text: string): boolean {
    // A default that is a plain word is no more than that word.
    const bare = text.replace(/\$\{([A-Za-z_]\w*):?-[\w./-]*\}/g, "$$$1");
    if (COMES_FROM_TEXT.test(bare) || !text.includes("$")) return true;
    return [...text.matchAll(NAMES)].some(([, name]) => this.#assigned.has(name!) || holdsTextByShell(name!));
  }
}
