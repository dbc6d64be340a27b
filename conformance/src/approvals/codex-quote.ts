/** One way to write a word so that a shell reads it back. */
type Quotes = "bare" | "single" | "double";

const may: Readonly<Record<Quotes, (c: string) => boolean>> = {
  bare: (c) => /[-+./:@\]_0-9A-Za-z,=%]/.test(c) && c <= "\x7f",
  single: (c) => c !== "'" && c !== "^" && c !== "\\",
  double: (c) => c !== "`" && c !== "$" && c !== "!" && c !== "^",
};

/** The longest head of the word that one way of quoting can write, and the simplest such way. */
function chunk(word: string): { readonly quotes: Quotes; readonly length: number } {
  // A caret is safe only directly after an opening single quote.
  let ways: readonly Quotes[] = word.startsWith("^") ? ["single"] : ["bare", "single", "double"];
  let length = word.startsWith("^") ? 1 : 0;
  while (length < word.length) {
    const c = word[length] as string;
    const left = ways.filter((way) => may[way](c));
    if (left.length === 0) break;
    ways = left;
    length++;
  }
  return { quotes: ways[0] as Quotes, length };
}

function quoteWord(word: string): string {
  if (word === "") return "''";
  let text = "";
  for (let rest = word; rest !== ""; ) {
    const { quotes, length } = chunk(rest);
    const part = rest.slice(0, length);
    rest = rest.slice(length);
    text +=
      quotes === "bare"
        ? part
        : quotes === "single"
          ? `'${part}'`
          : `"${part.replace(/[$`"\\]/g, (c) => `\\${c}`)}"`;
  }
  return text;
}

/** Joins words as the recorded reasons spell a command line. */
export function codexQuote(argv: readonly string[]): string {
  return argv.map(quoteWord).join(" ");
}
