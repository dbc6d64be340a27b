/**
 * Compiles a deny glob to an expression over paths relative to its folder. `**` spans folders, `*` and `?` stay within
 * one, `[...]` and `{a,b}` as in ripgrep. Dot files match like any other: a deny rule that skips `.env` is none.
 */
export function compileGlob(pattern: string): RegExp {
  return new RegExp(`^${translate(pattern)}$`, "su");
}

function translate(pattern: string): string {
  let out = "";
  let depth = 0;
  for (let i = 0; i < pattern.length; ) {
    const rest = pattern.slice(i);
    if (rest.startsWith("**/") && atStart(pattern, i)) {
      out += "(?:[^/]+/)*";
      i += 3;
    } else if (rest === "**" && atStart(pattern, i)) {
      out += ".+";
      i += 2;
    } else if (rest.startsWith("*")) {
      out += "[^/]*";
      while (pattern[i] === "*") i++;
    } else if (rest.startsWith("?")) {
      out += "[^/]";
      i += 1;
    } else if (rest.startsWith("[") && classEnd(pattern, i) > 0) {
      const end = classEnd(pattern, i);
      out += characterClass(pattern.slice(i + 1, end));
      i = end + 1;
    } else if (rest.startsWith("{") && pattern.indexOf("}", i) > 0) {
      out += "(?:";
      depth++;
      i += 1;
    } else if (depth > 0 && rest.startsWith(",")) {
      out += "|";
      i += 1;
    } else if (depth > 0 && rest.startsWith("}")) {
      out += ")";
      depth--;
      i += 1;
    } else {
      const escaped = rest.startsWith("\\") && i + 1 < pattern.length;
      const character = String.fromCodePoint(pattern.codePointAt(escaped ? i + 1 : i)!);
      out += character.replace(/[\\^$.*+?()[\]{}|/]/u, "\\$&");
      i += character.length + (escaped ? 1 : 0);
    }
  }
  return out + ")".repeat(depth);
}

function atStart(pattern: string, at: number): boolean {
  return at === 0 || pattern[at - 1] === "/";
}

function classEnd(pattern: string, at: number): number {
  const first = pattern[at + 1] === "!" || pattern[at + 1] === "^" ? at + 2 : at + 1;
  return pattern.indexOf("]", first + 1);
}

function characterClass(body: string): string {
  const negated = body.startsWith("!") || body.startsWith("^");
  const inner = (negated ? body.slice(1) : body).replace(/[\\\]^[]/gu, "\\$&");
  return negated ? `[^/${inner}]` : `[${inner}]`;
}
