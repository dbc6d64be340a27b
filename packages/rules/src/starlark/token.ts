/** One token. `value` carries the payload of literals and names. */
export type Token =
  | {
      readonly kind: "symbol" | "keyword";
      readonly text: string;
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind:
        | "newline"
        | "indent"
        | "dedent"
        | "fstring-start"
        | "fstring-end"
        | "fstring-open"
        | "fstring-close"
        | "fstring-bang"
        | "end";
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: "name"; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: "int"; readonly value: bigint; readonly start: number; readonly end: number }
  | { readonly kind: "float"; readonly value: number; readonly start: number; readonly end: number }
  | {
      readonly kind: "string" | "fstring-text";
      readonly value: string;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: "bytes"; readonly value: Uint8Array; readonly start: number; readonly end: number };

const FIXED: Readonly<Record<string, string>> = {
  newline: "new line",
  indent: "new indentation block",
  dedent: "end of indentation block",
  "fstring-start": "f-string start",
  "fstring-end": "f-string end",
  "fstring-open": "f-string expression start '{'",
  "fstring-close": "f-string expression end '}'",
  "fstring-bang": "f-string bang '!'",
  end: "end of file",
};

/** Names a token the way error messages do. */
export function describeToken(token: Token): string {
  switch (token.kind) {
    case "symbol":
      return `symbol '${token.text}'`;
    case "keyword":
      return `keyword '${token.text}'`;
    case "name":
      return `identifier '${token.text}'`;
    case "int":
      return `integer literal '${token.value}'`;
    case "float":
      return `float literal '${token.value}'`;
    case "string":
      return `string literal ${debugQuote(token.value)}`;
    case "fstring-text":
      return `f-string text ${debugQuote(token.value)}`;
    case "bytes":
      return `bytes literal (${token.value.length} bytes)`;
    default:
      return FIXED[token.kind]!;
  }
}

const NAMED: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\0": "\\0",
};

/** Quotes a string for a diagnostic: control and invisible characters become visible escapes. */
export function debugQuote(text: string): string {
  let out = '"';
  for (const character of text) {
    const named = NAMED[character];
    if (named !== undefined) out += named;
    else if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(character))
      out += `\\u{${character.codePointAt(0)!.toString(16)}}`;
    else out += character;
  }
  return `${out}"`;
}
