import { shown } from "./command-words.ts";
import { type Fed, fedTexts, type Inner, NOTHING, unread } from "./inner.ts";
import type { WideWord } from "./wide-word.ts";

const INTERPRETER =
  /^(?:python[\d.]*|pypy[\d.]*|ipython[\d.]*|node|nodejs|deno|bun|tsx|ts-node|perl[\d.]*|ruby[\d.]*|php[\d.]*|lua[\d.]*|luajit|Rscript|julia|osascript|[gmn]?awk|tclsh|expect)$/;
/** Options whose value is program text, in any of these languages. */
const CODE = /^(?:-[A-Za-z]*[ceEprR]|--eval|--print|--expression|--run)$/;
const LITERALS =
  /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`([^`]*)`|\bq[qwx]?\s*[({[/|]([^)}\]/|]*)[)}\]/|]/g;
const BETWEEN = /^[\s,[\]()]*$/;
const MAXIMUM_LITERALS = 200;

/** Says whether a program runs programs in a language of its own that may be given on the line. */
export function isInterpreter(name: string): boolean {
  return INTERPRETER.test(name);
}

/**
 * Finds what program text in another language may run. It is not parsed: every text literal in it may be a script, and
 * literals that stand in a row may be the words of a command.
 */
export function openInterpreter(name: string, args: readonly WideWord[], input: Fed | undefined): Inner {
  const texts = programTexts(name, args.map(shown), input);
  const perhaps = [...new Set(texts.flatMap(literalScripts))];
  const open = /awk$/.test(name) && texts.some(runsValues);
  return { ...(open ? unread("script", `${name} runs what an expression gives.`) : NOTHING), perhaps };
}

/** The program texts on the line, or what is fed; what stands behind the first operand is data for the program. */
function programTexts(name: string, texts: readonly string[], input: Fed | undefined): readonly string[] {
  const codes: string[] = [];
  for (const [at, text] of texts.entries()) {
    const coded = CODE.test(texts[at - 1] ?? "");
    if (coded || (text.startsWith("-") && text !== "-")) codes.push(text);
    else if (text === "eval") codes.push(...texts.slice(at + 1));
    else if (/awk$/.test(name)) return [...codes, text];
    else if (text !== "-") return codes;
  }
  return codes.some((text) => !text.startsWith("-")) ? codes : [...codes, ...fedTexts(input)];
}

/** In awk without its texts and expressions: a program is started whose text is no literal. */
const RUNS_VALUE =
  /\bsystem\s*\((?!\s*""\s*\))|(?:^|[^"|\s])\s*\|&?\s*getline|\bprintf?\b[^;}\n|]*\|&?(?!\s*(?:""|\|))|@\w+\s*\(/;

function runsValues(code: string): boolean {
  if (!/system|\||@/.test(code)) return false;
  const bare = code
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
    .replace(/(^|[~(,{;!&|\n])([ \t]*)\/(?:[^/\\\n]|\\.)*\//g, "$1$2 0 ");
  return RUNS_VALUE.test(bare);
}

function literalScripts(code: string): readonly string[] {
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
