/** What `env -S` makes of a text: its words, and whether it puts in values of variables that nobody knows here. */
export interface SplitString {
  readonly words: readonly string[];
  readonly expands: boolean;
}

const CHARACTERS: Readonly<Record<string, string>> = { f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/**
 * Splits a text as `env -S` of GNU does: quotes as in a shell, escapes of its own (`\_` is a blank, `\c` ends the text),
 * `${NAME}` and comments. Undefined where a quote stays open.
 */
export function splitString(text: string): SplitString | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  let expands = false;
  const end = (): void => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === quote) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) {
      quote = character;
      word ??= "";
    } else if (quote === "" && /[ \t\n\r\f\v]/.test(character)) end();
    else if (quote === "" && character === "#" && word === undefined) break;
    else if (character === "\\" && quote !== "'") {
      at += 1;
      const next = text[at] ?? "";
      if (next === "c") break;
      if (next === "_" && quote === "") end();
      else word = (word ?? "") + (next === "_" ? " " : (CHARACTERS[next] ?? next));
    } else if (character === "\\" && /[\\']/.test(text[at + 1] ?? "")) {
      at += 1;
      word = (word ?? "") + text[at]!;
    } else {
      expands ||= character === "$" && quote !== "'";
      word = (word ?? "") + character;
    }
  }
  if (quote !== "") return undefined;
  end();
  return { words, expands };
}
