import { checkAwkScript } from "../guard/awk-script.ts";
import { written } from "./command-words.ts";
import { type Fed, fedTexts, type Inner, NOTHING, unread } from "./inner.ts";
import { isStream } from "./streams.ts";
import type { WideWord } from "./wide-word.ts";

const INTERPRETER =
  /^(?:python[\d.]*|pypy[\d.]*|ipython[\d.]*|node|nodejs|deno|bun|tsx|ts-node|perl[\d.]*|ruby[\d.]*|php[\d.]*|lua[\d.]*|luajit|Rscript|julia|osascript|[gmn]?awk|tclsh|expect)$/;
/** Options whose value is program text, in any of these languages. */
const CODE = /^(?:-[A-Za-z]*[ceEprR]|--eval|--print|--expression|--run)$/;
const PROGRAM_FILE = /^[^-\s][^\s]*\.(?:[cm]?[jt]sx?|py|pl|rb|php|lua|R)$/;
const LITERALS =
  /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`([^`]*)`|\bq[qwx]?\s*[({[/|]([^)}\]/|]*)[)}\]/|]/g;
const BETWEEN = /^[\s,[\]()]*$/;
const MAXIMUM_LITERALS = 1000;

/** Says whether a program runs programs in a language of its own that may be given on the line. */
export function isInterpreter(name: string): boolean {
  return INTERPRETER.test(name);
}

/**
 * Finds what program text in another language may run. It is not parsed: every text literal in it may be a script, and
 * literals that stand in a row may be the words of a command.
 */
export function openInterpreter(name: string, args: readonly WideWord[], input: Fed | undefined): Inner {
  if (/awk$/.test(name)) return openAwk(args);
  const texts = args.map(written);
  const perhaps = [...new Set(programTexts(texts, input).flatMap(literalScripts))];
  return { ...NOTHING, perhaps, programs: texts.filter((text) => !text.startsWith("-")).slice(0, 3) };
}

/** The program texts on the line, or what is fed to the interpreter where it is given none. */
function programTexts(words: readonly string[], input: Fed | undefined): readonly string[] {
  // What stands behind a file of its language is that program's own.
  const file = words.findIndex((text, at) => PROGRAM_FILE.test(text) && !CODE.test(words[at - 1] ?? ""));
  const texts = file < 0 ? words : words.slice(0, file + 1);
  const codes = texts.flatMap((text, at) => {
    if (CODE.test(texts[at - 1] ?? "")) return [text];
    return /^(?:-[A-Za-z]*[ceEprR].|--[a-z]+=)/s.test(text) ? [text] : [];
  });
  if (texts[0] === "eval") codes.push(...texts.slice(1));
  const operand = texts.find((text) => text === "-" || !text.startsWith("-"));
  const fed = operand === undefined || operand === "-" || isStream(operand);
  return codes.length > 0 && !fed ? codes : [...codes, ...(fed ? fedTexts(input) : [])];
}

/** What the words of awk say: its program, and whether nothing else may be one. */
export function readAwkWords(args: readonly WideWord[]): {
  readonly program: string;
  readonly open: boolean;
} {
  let at = 0;
  for (; at < args.length; at += 1) {
    const text = written(args[at]!);
    if (/^-[Fv]$/.test(text)) at += 1;
    else if (text === "--") {
      at += 1;
      break;
    } else if (!/^-[Fv]./s.test(text)) break;
  }
  const program = args[at];
  const text = program === undefined ? "" : written(program);
  const many = args.slice(0, at).some((word) => word.kind === "pattern" && word.many);
  return { program: text, open: many || text.startsWith("-") || program?.kind === "pattern" };
}

function isOpen(word: WideWord): boolean {
  return word.kind === "pattern";
}

/**
 * Every text in an awk program that is not harmless may be a command. It runs no more than those where each one is a whole
 * text of plain words; anything else may put a command together, or start one that reads commands in turn.
 */
function openAwk(args: readonly WideWord[]): Inner {
  const { program, open } = readAwkWords(args);
  const unfixed = open ? args.filter(isOpen).map(written) : [];
  if (!open && checkAwkScript(program) === undefined) return NOTHING;
  const commands: string[] = [];
  const rest = program.replace(WHOLE_COMMAND, (_, ...texts: (string | undefined)[]) => {
    commands.push(texts.slice(0, 3).find((text) => text !== undefined)!);
    return "";
  });
  const plain = commands.every((text) => PLAIN_COMMAND.test(text) && !RUNS_INPUT.test(text));
  const more = open || /system|@|(?<!\|)\|(?!\|)/.test(withoutPatterns(rest));
  const literals = (open ? args.map(written) : [program]).flatMap(literalScripts);
  return {
    ...(more || !plain ? unread("script", "awk may run what an expression gives.") : NOTHING),
    perhaps: [...new Set([...commands, ...literals])],
    unfixed,
  };
}

/** A command that is one text: of `system`, behind a pipe, or before one to `getline`. */
const WHOLE_COMMAND =
  /\bsystem\s*\(\s*"([^"\\\n]*)"\s*\)|\|\s*"([^"\\\n]*)"(?=\s*(?:[;}\n]|$))|(?<=(?:^|[;{(\n])\s*)"([^"\\\n]*)"\s*\|\s*getline\b/g;
const PLAIN_COMMAND = /^[\w ./:=@%+,|-]*$/;
/** A command that runs what it reads, or its words. */
const RUNS_INPUT = /\b(?:[a-z]*sh|xargs|eval|env|sudo|source|parallel|find)\b|^\s*\./;

/** An awk program without its regular expressions. */
function withoutPatterns(code: string): string {
  return code.replace(/(^|[~(,{;!&|\n])([ \t]*)\/(?:[^/\\\n]|\\.)*\//g, "$1$2 0 ");
}

/** The text literals of a program, each as a script, and rows of them as the words of one. */
export function literalScripts(code: string): readonly string[] {
  const scripts: string[] = [];
  let row: string[] = [];
  let end = 0;
  for (const match of [...code.matchAll(LITERALS)].slice(0, MAXIMUM_LITERALS)) {
    const text = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? "").replace(/\\(["'`\\])/g, "$1");
    if (!BETWEEN.test(code.slice(end, match.index))) row = [];
    row.push(text);
    end = match.index + match[0].length;
    if (text.trim() !== "") scripts.push(text);
    if (row.length > 1) scripts.push(row.map(quote).join(" "));
  }
  return scripts;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
