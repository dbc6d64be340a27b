import { evaluated } from "./open-builtin.ts";
import { setsReading } from "./reading-options.ts";

/** What the value of a variable may run. */
export interface ValueRuns {
  readonly scripts: readonly string[];
  /** The value names a file that shells read as a script. */
  readonly file?: true;
  /** How the text behind it is read depends on the value. */
  readonly alias?: true;
}

/** Variables whose value programs run: editors, pagers, remote shells, filters. */
const COMMANDS =
  /(?:^|_)(?:COMMAND|EDITOR|PAGER|VISUAL|RSH|SSH|LESSOPEN|LESSCLOSE|EXTERNAL_DIFF|ASKPASS|BROWSER|FCEDIT|SHELL)$/;
/** Prompts, which are expanded when they are shown. */
const EXPANDED = /^(?:PS[0-4]|MAILPATH)$/;
const ENVIRONMENT_FUNCTION = /^BASH_FUNC_/;
const WORD_ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*(?:%%|\[[^\]]*\])?)\+?=(.*)$/s;
const SUBSTITUTION = /\$[({[]|`/;

/** Says what a variable with a special meaning runs; undefined for any other. */
export function runsByValue(name: string, value: string): ValueRuns | undefined {
  if (EXPANDED.test(name)) return { scripts: evaluated([value]) };
  if (name === "BASH_ENV" || name === "ENV") return { scripts: evaluated([value]), file: true };
  if (name === "BASH_ALIASES") return { scripts: [value, `${value} "$@"`], alias: true };
  if (ENVIRONMENT_FUNCTION.test(name)) return { scripts: [`f ${value}`] };
  return COMMANDS.test(name) && value.trim() !== "" ? { scripts: [value] } : undefined;
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
export function cutAssignment(text: string): { readonly name: string; readonly value: string } | undefined {
  const match = text.includes("=") ? WORD_ASSIGNMENT.exec(text) : null;
  return match === null ? undefined : { name: match[1]!.replace(/\[.*$/s, ""), value: match[2]! };
}

/** Says whether a text would run something where the shell evaluates it as a number, a subscript or a prompt. */
export function holdsSubstitution(text: string): boolean {
  return SUBSTITUTION.test(text);
}

/** Says whether what a variable is given is evaluated as a number. */
export function isInteger(name: string): boolean {
  return /^(?:S?RANDOM|SECONDS|OPTIND|HISTCMD)$/.test(name);
}
