import type { ParsedScript } from "unbash";
import { shown } from "./command-words.ts";
import { cutAssignment, isSpecial } from "./evaluated-values.ts";
import { bothQuiet, isTaken, type Quiet, quietNames, writesFiles } from "./quiet-names.ts";
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

/** More variables that ask for each other are taken for text. */
const MAXIMUM_ASKED = 500;
const USUAL: Beliefs = { settled: true, nullGlob: false, home: true };
const ANY: readonly undefined[] = [undefined];
const NOTHING_OPEN: LeftOpen = { special: [], names: [] };
/** Builtins whose words are a file and its arguments. */
const READS_FILE = /^(?:\.|source)$/;
/** What a file or a program gives, and not the script itself. */
const GIVEN_FROM_OUTSIDE = /^"?\$\((?!.*(?:echo|printf|<<))/s;
/** A parameter or a substitution in a script: what it gives may come from the text itself. */
const COMES_FROM_TEXT = /\$\(|`|[<>]\(|\$\{?(?:[0-9@*#!]|_\b)|\$\{[A-Za-z_]\w*[^}\w]/;
const FOLDER = /^[\w./~@+-]*$/;
const OPEN_FOLDER =
  /^(?:[\w./~@+-]|\$\{?\w+\}?|\$\(dirname "?\$\{?\w+\}?"?\)|\$\(git rev-parse --show-toplevel\))*$/;
/** The folder of a script that stands in no other. */
const OWN_FOLDER =
  /\$\(dirname "?\$\{?(?:0|BASH_SOURCE(?:\[0\])?)\}?"?\)|\$\(git rev-parse --show-toplevel\)/g;
/** Stands for a text of the script. */
const ODD = "odd";
const NAMES_REFS =
  /^(?:checkout|switch|branch|tag|init|clone|symbolic-ref|update-ref|worktree|remote|config|fetch|pull|-c)$/;
/** Programs that run others in a folder which their words name. */
const GOES_ELSEWHERE: Readonly<Record<string, RegExp>> = {
  env: /^(?:-[a-z]*C|--chdir)/,
  sudo: /^(?:-[a-zA-Z]*D|--chdir)/,
  find: /^-(?:exec|ok)dir$/,
  ln: /./,
};

/** How `read` is told to split what it reads, and nothing else. */
const READ_WITH_IFS = /\bIFS=(?:"[^"]*"|\$?'[^']*'|[^\s;&|'"$`\\]*)[ \t]+read(?=[ \t]+[\w-]|[ \t]*[\n;])/g;
/** Where something else runs while `read` does. */
const RUNS_MEANWHILE = /\btrap\b|\bread\s*\(|\b(?:function|alias)\b/;

/** An expansion that sets its variable. */
const DEFAULT = /\$\{([A-Za-z_]\w*)(?:\[[^}]*\])?:?=/g;
const NAMES = /\$\{?([A-Za-z_][A-Za-z0-9_]*)/g;

/** Keeps what the texts of a script set: variables, and options that change what words become. */
export class ScriptState {
  readonly #beliefs: Beliefs;
  readonly #assigned = new Set<string>();
  /** Variables that hold no text of the script, unless something else is found. */
  readonly #quiet = new Map<string, Quiet>();
  /** Folders that are gone to, as far as the text does not fix them. */
  readonly #folders: string[] = [];
  /** Names with other characters than letters that git may give. */
  readonly #refs: string[] = [];
  #writes = false;
  /** A function or an alias takes the name of a program whose output is known. */
  #taken = false;
  /** What was found forbids to take variables for settled. */
  #unsettled = false;
  #setsAny = false;
  #dropsGlobs = false;
  /** Values may be split at other characters than blanks. */
  #splits = false;
  /** What `read` reads is; and something else may run while it does. */
  #splitsInput = false;
  #meanwhile = false;
  /** Texts that are run and not fixed. */
  readonly #run = new Set<string>();
  /** What was known when it was asked whether any variable may be set. */
  #settled = "";
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
    return [...new Set([...this.#assigned, ...this.#quiet.keys()])];
  }

  /** A variable may be set whose name is not fixed. */
  get setsAny(): boolean {
    const { size } = this.#assigned;
    const known = size + this.#quiet.size + this.#folders.length + this.#refs.length + this.#run.size;
    const state = `${known} ${this.#writes} ${this.#taken}`;
    // Nothing was found since it was asked before.
    if (this.#setsAny || state === this.#settled) return this.#setsAny;
    this.#settled = state;
    this.#setsAny = [...this.#run].some((text) => this.#holdsText(text));
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
    const moved =
      home &&
      (this.setsAny ||
        this.#splits ||
        (this.#splitsInput && this.#meanwhile) ||
        this.#assigned.has("HOME") ||
        this.#quiet.has("HOME"));
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
    this.#splitsInput ||= other.#splitsInput;
    this.#meanwhile ||= other.#meanwhile;
    this.#writes ||= other.#writes;
    this.#taken ||= other.#taken;
    this.#folders.push(...other.#folders);
    this.#refs.push(...other.#refs);
    for (const [name, quiet] of other.#quiet) this.#quiet.set(name, bothQuiet(quiet, this.#quiet.get(name)));
    for (const name of other.#assigned) this.#assigned.add(name);
    this.#setting ??= other.#setting;
  }

  /** What the variables of a text may hold; several texts that set some do so in an order that is not known. */
  variables(script: ParsedScript, text: string, root: boolean): Variables {
    this.#writes ||= writesFiles(text);
    this.#unsettled ||= !onlyPlainAssignments(text);
    const variables = collectVariables(script, text);
    const found = variables.size === 0 ? undefined : quietNames(text, root);
    for (const name of variables.keys()) {
      const quiet = found?.get(name);
      if (quiet === undefined) this.#assigned.add(name);
      else this.#quiet.set(name, bothQuiet(quiet, this.#quiet.get(name)));
    }
    this.#meanwhile ||= RUNS_MEANWHILE.test(text);
    if (variables.has("IFS")) {
      this.#splitsInput = true;
      this.#splits ||= text.replace(READ_WITH_IFS, "").includes("IFS");
    }
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

  /** Notes that a variable is given a value by which more is read otherwise. */
  give(name: string): void {
    if (name === "PATH") this.#assigned.add(name);
    if (name === "BASHOPTS") this.#dropsGlobs = true;
    // It is what `$0` holds.
    if (name === "BASH_ARGV0") this.#taken = true;
  }

  /** Notes that any variable may be set. */
  setAny(): void {
    this.#unsettled = true;
    this.#setsAny = true;
  }

  /** Notes that a function or an alias takes a name. */
  take(name: string): void {
    this.#taken ||= isTaken(name);
    this.#meanwhile ||= name === "read";
  }

  /** Notes that globs may be dropped. */
  dropGlobs(): void {
    this.#dropsGlobs = true;
  }

  /** Takes in what a command sets by its words. */
  note(name: string, args: readonly WideWord[], root: boolean): LeftOpen {
    const globs = args.some((word) => word.kind === "pattern" || word.text === "nullglob");
    if (name === "shopt" && globs && !switchesOff(args)) this.#dropsGlobs = true;
    this.#goTo(name, args, root);
    // What a trap prints may stand in any output.
    if (name === "trap" && args.some((word) => /^(?:DEBUG|ERR|RETURN)$/.test(shown(word))))
      this.#taken = true;
    if (name === "git") this.#nameRefs(args);
    const set = setByWords(name, args);
    if (set === undefined) return NOTHING_OPEN;
    this.#unsettled ||= set.here;
    this.#setsAny ||= set.any;
    for (const text of set.run) this.#run.add(text);
    for (const each of set.names) this.#assigned.add(each);
    this.#splits ||= set.names.includes("IFS");
    // A number or a text in other letters is not what stands there.
    const changed = args.some((word) => /^-[A-Za-z]*[ilu]/.test(shown(word)));
    const given = changed ? [] : args.map((word) => cutAssignment(shown(word))?.name);
    return {
      special: name === "export" ? [] : set.names.filter((each) => isSpecial(each) && !given.includes(each)),
      names:
        set.here && !READS_FILE.test(name)
          ? set.open.filter((text) => this.#writes || !(name === "export" && GIVEN_FROM_OUTSIDE.test(text)))
          : [],
    };
  }

  /** Notes the folders that a command goes to: their names are what PWD holds. */
  #goTo(name: string, args: readonly WideWord[], root: boolean): void {
    const goes = /^(?:cd|pushd)(?![\w-])/.test(name) || /^[$`]/.test(name);
    const elsewhere = GOES_ELSEWHERE[name];
    if (!goes && (elsewhere === undefined || !args.some((word) => elsewhere.test(shown(word))))) return;
    for (const word of args) {
      const text = root ? shown(word).replace(OWN_FOLDER, "") : shown(word);
      if (FOLDER.test(text) || (!goes && text.startsWith("-"))) continue;
      if (word.kind === "pattern" && OPEN_FOLDER.test(text)) this.#folders.push(text);
      else this.#assigned.add("PWD");
    }
  }

  /** Notes the names that branches, tags and the like may get. */
  #nameRefs(args: readonly WideWord[]): void {
    if (!args.some((word) => NAMES_REFS.test(shown(word)))) return;
    const odd = args.filter((word) => word.kind === "pattern" || /[;&|$`()<>]/.test(word.text));
    this.#refs.push(...odd.map((word) => (word.kind === "text" ? ODD : word.shown)));
  }

  /** Says whether a variable may hold a text of the script; `asked`: those that were asked about on the way. */
  #isText(name: string, asked: Set<string>): boolean {
    if (this.#assigned.has(name) || holdsTextByShell(name)) return true;
    if (asked.has(name)) return false;
    asked.add(name);
    return asked.size > MAXIMUM_ASKED || this.#comesToText(name, asked);
  }

  #comesToText(name: string, asked: Set<string>): boolean {
    if (name === "PWD" || name === "OLDPWD")
      return (
        ["PWD", "OLDPWD"].some((each) => this.#assigned.has(each) || this.#quiet.has(each)) ||
        ["HOME", "CDPATH"].some((each) => this.#isText(each, asked)) ||
        this.#folders.some((text) => this.#holdsText(text, asked))
      );
    const quiet = this.#quiet.get(name);
    if (quiet === undefined) return false;
    const holds = quiet.names.some((each) => this.#isText(each, asked));
    const named = quiet.named && this.#refs.some((text) => this.#holdsText(text, asked));
    return holds || named || (quiet.file && this.#writes) || (quiet.said && this.#taken);
  }

  /** What comes from a variable that the script never sets comes from outside; anything else may stand in the text. */
  comesFromText(text: string): boolean {
    const folder = /^~([-+\d]?)[\w./-]*$/.exec(text);
    if (folder !== null) return this.setsAny || this.#isText(folder[1] === "" ? "HOME" : "PWD", new Set());
    return this.setsAny || this.#holdsText(text);
  }

  #holdsText(text: string, asked: Set<string> = new Set()): boolean {
    // A default that is a plain word is no more than that word.
    const bare = text.replace(/\$\{([A-Za-z_]\w*):?-[\w./-]*\}/g, "$$$1");
    if (COMES_FROM_TEXT.test(bare) || !text.includes("$")) return true;
    return [...text.matchAll(NAMES)].some(([, name]) => this.#isText(name!, asked));
  }
}
