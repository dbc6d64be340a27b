import type { Span } from "../verdict.ts";
import { evaluated } from "./open-builtin.ts";
import { setsReading } from "./reading-options.ts";
import { isDevice } from "./streams.ts";

/** What the value of a variable may run. */
export interface ValueRuns {
  readonly scripts: readonly string[];
  /** A file that shells read as a script; empty where the value does not fix it. */
  readonly file?: string;
  /** The value holds an expansion, which may give more to run. */
  readonly open: boolean;
  /** How it is read, or what stands behind it, is not fixed. */
  readonly unclear: boolean;
}

/** Variables whose value programs run: editors, pagers, remote shells, filters. */
const COMMANDS =
  /(?:^|_)(?:COMMAND|EDITOR|PAGER|VISUAL|RSH|SSH|LESSOPEN|LESSCLOSE|EXTERNAL_DIFF|ASKPASS|BROWSER|FCEDIT|SHELL)$/;
/** Prompts, which are expanded when they are shown. */
const EXPANDED = /^(?:PS[0-4]|MAILPATH)$/;
const ENVIRONMENT_FUNCTION = /^BASH_FUNC_/;
const WORD_ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*(?:%%|\[[^\]]*\])?)(\+?)=(.*)$/s;
const SUBSTITUTION = /\$[({[]|`/;

/** Where a command stands, which people have in their prompts. */
const PLACE = /\$\{?(?:BASH_SOURCE|BASH_LINENO|LINENO|FUNCNAME)(?:\[0\])?\}?/g;

/** Says what a variable with a special meaning runs; undefined for any other. */
export function runsByValue(name: string, value: string): ValueRuns | undefined {
  const open = /[$`]/.test(value.replace(PLACE, ""));
  // A prompt may write a character as its number.
  if (EXPANDED.test(name)) return { scripts: evaluated([value]), open, unclear: /\\[0-7]/.test(value) };
  if (name === "BASH_ENV" || name === "ENV") {
    const file = /[$`*?[\\]/.test(value) && !isDevice(value) ? "" : value;
    // Only an interactive shell reads ENV, and that is unknown anyway.
    return { scripts: evaluated([value]), file, open: open && name !== "ENV", unclear: false };
  }
  // bash takes itself for started by a login from another machine.
  if (/^SSH2?_CLIENT$/.test(name)) return { scripts: [], file: ".bashrc", open: false, unclear: false };
  if (name === "BASH_ALIASES") return { scripts: [value, `${value} "$@"`], open, unclear: true };
  if (ENVIRONMENT_FUNCTION.test(name)) return { scripts: [`f ${value}`], open, unclear: false };
  if (/^GIT_CONFIG_(?:VALUE_\d+|PARAMETERS)$/.test(name) && /[!\s]/.test(value))
    return { scripts: [value.replace(/^!/, "")], open, unclear: false };
  return COMMANDS.test(name) && value.trim() !== "" ? { scripts: [value], open, unclear: false } : undefined;
}

/** Says whether a variable has a meaning to a shell that may make it run something. */
export function isSpecial(name: string): boolean {
  return (setsReading(name) || runsByValue(name, "x") !== undefined) && name !== "ENV";
}

/** Says whether a text names such a variable elsewhere than in an expansion, or sets it by a redirection. */
export function namesSpecial(text: string): boolean {
  return SPECIAL_NAME.test(text);
}

const SPECIAL_NAME =
  /(?<![\w$]|\$\{)(?:BASH_ENV|BASH_ALIASES|BASH_CMDS|PROMPT_COMMAND|PS[0-4]|SHELLOPTS|BASHOPTS|BASH_XTRACEFD)(?!\w)/;

/** Cuts a word that has the form of an assignment into name and value. */
export function cutAssignment(
  text: string,
): { readonly name: string; readonly value: string; readonly append: boolean } | undefined {
  const match = text.includes("=") ? WORD_ASSIGNMENT.exec(text) : null;
  return match === null
    ? undefined
    : { name: match[1]!.replace(/\[.*$/s, ""), value: match[3]!, append: match[2] === "+" };
}

/** Says whether a text is a subscript with a substitution in it, or with what a change of the text makes one. */
function holdsSubscript(text: string): boolean {
  const at = text.search(/(?:^(?=\[\S)|[\w\]])\[/);
  if (at < 0) return false;
  const rest = text.slice(at);
  if (/\$\((?!\()|`|\$$/.test(rest)) return true;
  const end = rest.lastIndexOf("]");
  return [...rest.slice(0, Math.max(end, 0)).matchAll(/\([^()]*\)/g)].some(([group]) => /\w/.test(group));
}

function beginsSubscript(text: string): boolean {
  return /\w\[/.test(text.slice(text.lastIndexOf("]") + 1));
}

function endsSubscript(text: string): boolean {
  const end = text.indexOf("]");
  const begin = text.indexOf("[");
  return end >= 0 && (begin < 0 || end < begin);
}

/** Texts that run something where the shell evaluates them as a number, a subscript or a prompt. */
export class EvaluatedTexts {
  readonly #waiting = new Map<string, Span | undefined>();
  #begins = false;
  #ends = false;
  #substitutes = false;
  #whole = false;

  /** Notes what a word or a variable holds. */
  note(text: string, span: Span | undefined): void {
    if (SUBSTITUTION.test(text)) this.#waiting.set(text, span);
    this.#whole ||= holdsSubscript(text);
    this.notePart(text);
  }

  /** Notes a text of which not all is known. */
  notePart(text: string): void {
    this.#substitutes ||= /\$\(|`|\$$/.test(text);
    this.#begins ||= beginsSubscript(text);
    this.#ends ||= endsSubscript(text);
  }

  get waiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Texts may give a subscript that runs something when they are changed, or put together. */
  get composed(): boolean {
    return this.#whole || (this.#begins && this.#ends && this.#substitutes);
  }

  /** Returns the texts that were noted since the last call. */
  take(): readonly (readonly [text: string, span: Span | undefined])[] {
    const texts = [...this.#waiting];
    this.#waiting.clear();
    return texts;
  }
}

/** Says whether what a variable is given is evaluated as a number. */
export function isInteger(name: string): boolean {
  return /^(?:S?RANDOM|SECONDS|OPTIND|HISTCMD)$/.test(name);
}
