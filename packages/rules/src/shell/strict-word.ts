import type { Span } from "../verdict.ts";
import { isUnicodeBlank } from "./hygiene.ts";
import { refuse } from "./refusal.ts";

/** A word of the strict reading. */
export interface StrictWord {
  /** The text of the word, quotes and escapes resolved. */
  readonly text: string;
  /** Where it stands in the text. */
  readonly span: Span;
  /** `literal`: exactly this text. `glob`: file names may take its place. `variable`: holds a variable's value. */
  readonly kind: "literal" | "glob" | "variable";
  /** Some part of it is quoted or escaped. */
  readonly quoted: boolean;
  /** It begins with text that no expansion changes, with a home folder, or with a file's name that does. */
  readonly anchored: boolean;
  /** It holds the value of the variable of a loop. */
  readonly bound?: true;
  /** Whatever the variables in it hold, it stays one word. */
  readonly single?: true;
}

/** How to scan a word. */
export interface WordOptions {
  readonly zsh: boolean;
  /** The values of the variables of the loops around the word. */
  readonly values?: ReadonlyMap<string, LoopValue>;
}

/** What the variable of a loop holds: one word that no expansion changes, or the name of a file that begins with fixed text. */
export type LoopValue =
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "file"; readonly anchored: boolean };

const META = " \t\n;&|()<>";
/** `@{...}` of git revisions; neither bash nor zsh expands it, unless it is a sequence such as `@{1..3}`. */
const REVISION = /^@\{(?:(?!\.\.)[A-Za-z0-9/._-])*\}/;
/** What may follow a variable outside quotes when any number of words may come of it. */
const PATH_BEHIND = /^\/[A-Za-z0-9_./@%+,-]*/;
/** A default of plain text: `:-text}` or `-text}`. */
const PLAIN_DEFAULT = /^:?-[A-Za-z0-9_./ @%+,-]*\}/;
/** Escaped brackets of a pattern, which part no commands. */
const BRACKETED = /(?<=\S)\([^();&<>\s]*\)/g;
/** A status, a count or a variable that is a word by itself, outside quotes: any number of words. */
const LONE_VARIABLE = /^\$(?:[?#]|[A-Za-z_][A-Za-z0-9_]*|\{[A-Za-z_][A-Za-z0-9_]*\})/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;

/** Scans one word; refuses every expansion whose result the text does not fix. */
export function scanWord(text: string, start: number, { zsh, values }: WordOptions): StrictWord {
  let out = "";
  let bound = false;
  let single = true;
  let kind: StrictWord["kind"] = "literal";
  let quoted = false;
  let anchored = true;
  let at = start;
  for (;;) {
    const character = text[at];
    if (character === undefined || META.includes(character)) break;
    switch (character) {
      case "'": {
        const end = text.indexOf("'", at + 1);
        if (end < 0) refuse("quote", "A single quote is not closed.", at);
        out += text.slice(at + 1, end);
        quoted = true;
        at = end + 1;
        break;
      }
      case '"': {
        const inner = scanDouble(text, at + 1, values);
        if (inner.variable) {
          anchored &&= out !== "" || inner.anchored;
          kind = "variable";
        }
        out += inner.text;
        bound ||= inner.bound;
        quoted = true;
        at = inner.end;
        break;
      }
      case "\\":
        if (text[at + 1] === undefined) refuse("escape", "A backslash ends the text.", at);
        if (text[at + 1] === "\n") refuse("joined-line", "A word goes on in the next line.", at);
        {
          const escaped = String.fromCodePoint(text.codePointAt(at + 1)!);
          out += escaped;
          quoted = true;
          at += 1 + escaped.length;
        }
        break;
      case "`":
        refuse("substitution", "A command is substituted.", at);
        break;
      case "$":
        if (!endsWord(text, at + 1)) {
          const whole = LONE_VARIABLE.exec(text.slice(at, at + 300));
          const value = values?.get(whole?.[0].replace(/[${}]/g, "") ?? "");
          if (value?.kind === "word") {
            out += value.text;
            bound = true;
            at += whole![0].length;
            break;
          }
          const behind = at + (whole?.[0].length ?? 0);
          const end = behind + (PATH_BEHIND.exec(text.slice(behind, behind + 4096))?.[0].length ?? 0);
          // Nobody writes $IFS but to hide a blank.
          const hidden = /^\$\{?IFS\b/.test(whole?.[0] ?? "");
          if (at !== start || whole === null || hidden || !endsWord(text, end))
            refuse("expansion", "Something is expanded outside quotes.", at);
          return {
            text: text.slice(start, end),
            kind: "variable",
            quoted,
            anchored: false,
            span: { start, end },
          };
        }
        out += character;
        at += 1;
        break;
      case "{": {
        const revision = text[at - 1] === "@" && at > start ? REVISION.exec(text.slice(at - 1)) : null;
        const empty = at === start && text[at + 1] === "}" && endsWord(text, at + 2);
        if (revision === null && !empty) {
          if (at === start && endsWord(text, at + 1))
            return { text: "{", kind, quoted, anchored, span: { start, end: at + 1 } };
          refuse("brace", "Braces may expand.", at);
        }
        const length = empty ? 2 : revision![0].length - 1;
        out += text.slice(at, at + length);
        at += length;
        break;
      }
      case "}":
        if (at === start && endsWord(text, at + 1))
          return { text: "}", kind, quoted, anchored, span: { start, end: at + 1 } };
        refuse("brace", "A closing brace stands in a word.", at);
        break;
      case "~":
        if (at === start) {
          if (text[at + 1] !== "/" && !endsWord(text, at + 1)) refuse("tilde", "`~` names another home.", at);
          kind = "variable";
          single = false;
        } else if (":=".includes(text[at - 1]!) || zsh) refuse("tilde", "`~` may expand.", at);
        out += character;
        at += 1;
        break;
      case "=":
        // `=` and `==` compare; zsh takes only the second one for the name of a program.
        if (
          at === start &&
          !endsWord(text, at + 1) &&
          (zsh || text[at + 1] !== "=" || !endsWord(text, at + 2))
        )
          refuse("equals", "A word starts with `=`, which zsh expands.", at);
        out += character;
        at += 1;
        break;
      case "^":
      case "#":
        if (zsh || (character === "^" && at === start)) refuse("glob", `\`${character}\` may expand.`, at);
        out += character;
        at += 1;
        break;
      case "*":
      case "?":
      case "[":
        if (!(character === "[" && at === start && endsWord(text, at + 1))) {
          anchored &&= out !== "";
          single = false;
          if (kind === "literal") kind = "glob";
        }
        out += character;
        at += 1;
        break;
      default:
        if (character > "\x7f" && isUnicodeBlank(character))
          refuse("unicode-blank", "A blank that the shell does not take as one.", at);
        out += character;
        at += 1;
    }
  }
  if (at === start && /[<>]\(/.test(text.slice(Math.max(0, at - 1), at + 2)))
    refuse("substitution", "A process substitution runs a command.", start);
  if (at === start) refuse("syntax", "A word is missing.", start);
  const more = {
    ...(bound ? { bound: true as const } : {}),
    ...(kind === "variable" && single ? { single: true as const } : {}),
  };
  return { text: out, kind, quoted, anchored, span: { start, end: at }, ...more };
}

/** Says whether a word that is not quoted ends before this place. */
export function endsWord(text: string, at: number): boolean {
  const character = text[at];
  return character === undefined || META.includes(character);
}

/** Reads the inside of double quotes; `"$NAME"` and `"${NAME}"` are the only expansions. */
function scanDouble(
  text: string,
  start: number,
  values: WordOptions["values"],
): { text: string; variable: boolean; bound: boolean; anchored: boolean; end: number } {
  let out = "";
  let bound = false;
  let anchored = true;
  let variable = false;
  let escapedQuote = false;
  let at = start;
  for (;;) {
    const character = text[at];
    if (character === undefined) refuse("quote", "A double quote is not closed.", start - 1);
    if (character === '"') {
      // Reads as the end of the quote to a person and to careless parsers (CVE-2025-54795).
      if (escapedQuote && /[;&|<>()\n]/.test(out.replace(BRACKETED, "")))
        refuse("deceptive-quote", "Escaped quotes hide operators.", start - 1, at);
      return { text: out, variable, bound, anchored, end: at + 1 };
    }
    if (character === "`") refuse("substitution", "A command is substituted.", at);
    if (character === "\\") {
      const next = text[at + 1];
      if (next === undefined) refuse("escape", "A backslash ends the text.", at);
      if (next === "\n") refuse("joined-line", "A word goes on in the next line.", at);
      if ('$`"\\'.includes(next)) {
        if (next === '"') escapedQuote = true;
        out += next;
        at += 2;
      } else {
        out += character;
        at += 1;
      }
    } else if (character === "$") {
      const length = variableLength(text, at);
      const whole = text.slice(at, at + length);
      const value = values?.get(whole.replace(/[${}]/g, ""));
      if (value?.kind === "word") bound = true;
      else if (length > 1) {
        anchored &&= out !== "" || value?.anchored === true;
        variable = true;
      }
      out += value?.kind === "word" ? value.text : whole;
      at += length;
    } else {
      out += character;
      at += 1;
    }
  }
}

function variableLength(text: string, at: number): number {
  const next = text[at + 1];
  // The status of the last command is a number.
  if (next === "?") return 2;
  if (next === '"' || (next !== undefined && " )|/.,:;%\\".includes(next))) return 1;
  const braced = next === "{";
  const name = NAME.exec(text.slice(at + (braced ? 2 : 1), at + 300));
  if (name === null) return refuse("expansion", "Something other than a plain variable is expanded.", at);
  const end = at + (braced ? 2 : 1) + name[0].length;
  const fallback = braced ? PLAIN_DEFAULT.exec(text.slice(end, end + 300))?.[0] : undefined;
  if (fallback !== undefined) return end + fallback.length - at;
  if (braced && text[end] !== "}") refuse("expansion", "A variable is changed while it is expanded.", at);
  // zsh reads `$x[...]` as a subscript and evaluates it.
  if (!braced && text[end] === "[") refuse("expansion", "A subscript may be evaluated.", at);
  return end + (braced ? 1 : 0) - at;
}
