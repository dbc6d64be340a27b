const NAMED: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\0": "\\0",
};

/** Quotes a text the way that Codex's debug output does. */
export function debugText(text: string): string {
  let out = '"';
  for (const character of text) {
    const named = NAMED[character];
    if (named !== undefined) out += named;
    else if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/u.test(character))
      out += `\\u{${character.codePointAt(0)!.toString(16)}}`;
    else out += character;
  }
  return `${out}"`;
}
