import { entropy } from "./entropy.ts";

/** A stretch of text that must not be written. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

const nameWords =
  "passwords?|passwd|passphrase|pwd|secrets?|tokens?|api[_-]?keys?|access[_-]?keys?|private[_-]?keys?|secret[_-]?keys?|signing[_-]?keys?|encryption[_-]?keys?|credentials?|client[_-]?secret|auth[_-]?keys?";

/** `NAME=value`, `NAME: value`, `--name value`, `"name":"value"`, also inside JSON inside JSON. */
const assignment = new RegExp(
  // A name may follow a JSON escape: its letter is not part of the name.
  String.raw`(?<=^|[^A-Za-z0-9\\]|\\[nrtbf]|\\(?=[^nrtbf]))(?<name>--?[A-Za-z0-9-]{0,40}|[A-Za-z0-9_.-]{0,40})(?<word>${nameWords})(?<rest>[A-Za-z0-9_-]{0,24})(?<quoted>\\{0,3}["'])?(?<sign>\s{0,4}(?:=>|:=|=|:)\s{0,4}|\s{1,4})(?<open>\\{0,3}["']{0,1})(?<value>[^\s"'\\,;<>(){}\[\]` +
    "`" +
    String.raw`]{4,4096})(?<after>\\{0,3}["']|\(|\.[a-z]|\[)?`,
  "gi",
);

/** Words that stand for a value and are none. */
const placeholder =
  /^(?:\$.*|%.*%?|<.*|\*+|x{3,}|\.{3,}|-+|_+|true|false|null|none|nil|undefined|unset|empty|string|number|boolean|bytes?|buffer|object|any|unknown|never|void|int(?:eger)?|float|str|required|optional|redacted|\[redacted.*|changeme|example.*|your[_-].*|my[_-].*|placeholder.*|dummy.*|process\.env.*|os\.environ.*|env[.:].*|await|new|this\..*|self\..*|function|async|typeof|return|const|type|readonly|and|or|is|was|are|the|for|with|from|not|has|have|will|must|can|to|in|of|on|at|as|by|if|it|that|this|which|when|where)$/i;

/**
 * Finds values that stand beside a name which says that they are secret. Where the value follows the name at once
 * (`NAME=value`, `--password value`, quoted JSON) it is taken as it is; in prose and code, where names like `token` are
 * common, it must also look like a secret.
 */
export function* secretsByName(text: string): Generator<SecretSpan> {
  if (!/pass|pwd|secret|token|key|credential/i.test(text)) return;
  assignment.lastIndex = 0;
  for (let match = assignment.exec(text); match !== null; match = assignment.exec(text)) {
    const groups = match.groups ?? {};
    const value = groups["value"] ?? "";
    const before = match[0].length - value.length - (groups["after"]?.length ?? 0);
    const start = match.index + before;
    if (isSecretValue(groups, value)) yield { start, end: start + value.length, kind: "named" };
    // A value may itself hold the next name (`token: password=x`), so go on right behind the sign.
    assignment.lastIndex = Math.max(match.index + 1, start);
  }
}

function isSecretValue(groups: Readonly<Record<string, string | undefined>>, value: string): boolean {
  if (placeholder.test(value) || /^[0-9.]{1,9}$/.test(value)) return false;
  const sign = groups["sign"] ?? "";
  if (/^o?l?d?pwd$/i.test(groups["word"] ?? "") && value.startsWith("/")) return false;
  const flag = (groups["name"] ?? "").startsWith("-");
  const rest = groups["rest"] ?? "";
  // `token_count`, `tokenizer`, `secrets-manager`, `password_length`: names of something else.
  if (
    /^s?(?:[_-]?(?:count|length|len|limit|max|min|type|name|names|path|file|dir|id|ids|url|uri|size|bytes|budget|usage|ttl|expiry|expires|endpoint|policy|manager|store|class|format|schema|digest|hash|izer|ize|ized|ization|less).*)$/i.test(
      rest,
    )
  )
    return false;
  const quotedValue = (groups["open"] ?? "") !== "" && (groups["after"] ?? "") !== "";
  const tight = sign === "=" || (groups["quoted"] !== undefined && quotedValue);
  if (/^\s+$/.test(sign)) return flag && value.length >= 4 && !value.startsWith("-");
  if (!quotedValue && /^[([.]/.test(groups["after"] ?? "")) return false;
  if (tight && (flag || groups["quoted"] !== undefined || isShoutedName(groups))) return true;
  // A literal beside the word password is one, unless it is a word of a form or of a type.
  const literal = quotedValue && /^(?:pass|pwd|secret)/i.test(groups["word"] ?? "") && value.length >= 8;
  if (literal && !/pass|word|text|secret/i.test(value) && /[a-z][A-Z]|[A-Z]{2}[a-z]/.test(value)) return true;
  return (
    looksRandom(value) || (quotedValue && value.length >= 8 && /[0-9]/.test(value) && /[A-Za-z]/.test(value))
  );
}

/** `DB_PASSWORD=…`, `export TOKEN=…`: an environment assignment, not code. */
function isShoutedName(groups: Readonly<Record<string, string | undefined>>): boolean {
  return /^[A-Z0-9_]+$/.test(`${groups["name"] ?? ""}${groups["word"] ?? ""}${groups["rest"] ?? ""}`);
}

/** A value no one would type as a word: mixed, dense, and neither a path nor a digest's usual shape. */
export function looksRandom(value: string): boolean {
  if (value.length < 8 || value.length > 512) return false;
  if (/^[a-z]+(?:[-_.][a-z]+)*$/i.test(value) || /^(?:https?:|\/|\.\/|~\/|\d{4}-\d{2}-\d{2})/.test(value))
    return false;
  const classes =
    Number(/[a-z]/.test(value)) +
    Number(/[A-Z]/.test(value)) +
    Number(/[0-9]/.test(value)) +
    Number(/[^A-Za-z0-9]/.test(value));
  if (classes < 2 || !/[0-9]|[^A-Za-z0-9_.-]/.test(value)) return false;
  return entropy(value) >= (value.length < 16 ? 2.75 : 3.1);
}

const denseToken = /[A-Za-z0-9+/_=-]{24,512}/g;
const contextWord =
  /(?:secret|token|passw|credential|api.?key|access.?key|private.?key|bearer|signature|session.?id)/i;
const digestBefore =
  /(?:sha-?(?:1|224|256|384|512)|md5|integrity|digest|checksum|commit|blob|tree|etag|oid|sourceMappingURL)["'\s:=-]{0,6}$/i;

/** Finds dense tokens that no format knows, where a word within the 40 characters before says what they are. */
export function* secretsByEntropy(text: string): Generator<SecretSpan> {
  if (!contextWord.test(text)) return;
  denseToken.lastIndex = 0;
  for (let match = denseToken.exec(text); match !== null; match = denseToken.exec(text)) {
    const token = match[0];
    const before = text.slice(Math.max(0, match.index - 40), match.index);
    if (!contextWord.test(before) || digestBefore.test(before) || /^sha(?:1|256|384|512)-/.test(token))
      continue;
    if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(token)) continue;
    const mixed = /[a-z]/.test(token) && /[A-Z]/.test(token) && (token.match(/[0-9]/g)?.length ?? 0) >= 2;
    const hex = /^[0-9a-f]+$/i.test(token) && /[0-9]/.test(token) && /[a-f]/i.test(token);
    if (mixed && entropy(token) >= 4 && (token.match(/[/_-]/g)?.length ?? 0) <= token.length / 10)
      yield { start: match.index, end: match.index + token.length, kind: "entropy" };
    else if (hex && token.length >= 32 && entropy(token) >= 3)
      yield { start: match.index, end: match.index + token.length, kind: "entropy" };
  }
}
