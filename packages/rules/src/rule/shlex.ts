/** Splits a line into words as POSIX shlex does: quotes, escapes, comments; no expansion. Undefined when it is broken. */
export function splitWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < line.length) {
    const character = line[at]!;
    at += 1;
    if (/[ \t\n\r]/.test(character)) {
      if (character !== "\r" || word === undefined) {
        if (word !== undefined) words.push(word);
        word = undefined;
      } else word += character;
    } else if (character === "#" && word === undefined) {
      const end = line.indexOf("\n", at);
      at = end < 0 ? line.length : end;
    } else if (character === "\\") {
      const next = line[at];
      if (next === undefined) return undefined;
      at += 1;
      if (next !== "\n") word = (word ?? "") + next;
    } else if (character === "'") {
      const end = line.indexOf("'", at);
      if (end < 0) return undefined;
      word = (word ?? "") + line.slice(at, end);
      at = end + 1;
    } else if (character === '"') {
      const quoted = readDouble(line, at);
      if (quoted === undefined) return undefined;
      word = (word ?? "") + quoted.text;
      at = quoted.end;
    } else word = (word ?? "") + character;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function readDouble(line: string, start: number): { text: string; end: number } | undefined {
  let text = "";
  let at = start;
  while (at < line.length) {
    const character = line[at]!;
    if (character === '"') return { text, end: at + 1 };
    const next = line[at + 1];
    if (character === "\\" && next === undefined) return undefined;
    if (character === "\\" && '$`"\\\n'.includes(next!)) {
      if (next !== "\n") text += next;
      at += 2;
    } else {
      text += character;
      at += 1;
    }
  }
  return undefined;
}

const PLAIN = /^[A-Za-z0-9+\-./:@\]_=^,%]+$/;

/** Quotes an argv for a shell, one line, only where needed. */
export function joinWords(argv: readonly string[]): string {
  return argv.map(quoteWord).join(" ");
}

/** Quotes one word for a shell, as the Rust shlex crate does. */
export function quoteWord(word: string): string {
  if (word === "") return "''";
  if (/^[A-Za-z0-9+\-./:@\]_]/.test(word) && PLAIN.test(word)) return word;
  if (!word.includes("'")) return `'${word}'`;
  if (!/["$`\\!^]/.test(word)) return `"${word}"`;
  return quoteMixed(word);
}

/** Splits a word at single quotes: text in single quotes, the quotes themselves in double quotes. */
function quoteMixed(word: string): string {
  return word
    .split(/('+)/)
    .filter((part) => part !== "")
    .map((part) => (part.startsWith("'") ? `"${part}"` : PLAIN.test(part) ? part : `'${part}'`))
    .join("");
}
