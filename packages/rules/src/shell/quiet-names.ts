/** Programs that say something about the machine, the repository or a service, and nothing that a plain word tells them. */
const INFORMS =
  "git|date|pwd|mktemp|nproc|uname|hostname|whoami|id|docker|podman|kubectl|gh|aws|gcloud|az|node|npm|go|cargo|rustc|brew|arch|getconf|uuidgen";
/** A word of letters and the like, or a format of `date`. */
const WORD = String.raw`[\w./:@=,+-]+|\+(?:[\w.:-]|%[YmdHMSsFTjyZzN])+|"\+(?:[\w.: -]|%[YmdHMSsFTjyZzN])+"`;
/** What programs read out of files, where the text itself writes none. */
const READS = "[ef]?grep|rg|cut|head|tail|wc|sort|uniq|tr|cat|ls|stat|lsof|ps|pgrep|df|du|sha256sum|md5sum";
const ARGUMENTS = "[^$`()<>&;|]*";
const READ = String.raw`(?:(?:${READS})${ARGUMENTS}|awk (?:-F\S+ )?'\{ ?print \$\w+ ?\}'${ARGUMENTS})`;
const FROM_FILES = String.raw`|\$\(${READ}(?:\|[ ]*${READ})*(?:2>/dev/null[ ]*)?\)`;
/** The folder of a script, as scripts find it. */
const OWN_FOLDER = String.raw`\$\(cd "?\$\(dirname "?\$\{?(?:0|BASH_SOURCE(?:\[0\])?)\}?"?\)"?(?:/[\w./-]*)? (?:>/dev/null(?: 2>&1)? )?&& pwd(?: -P)?\)`;
const ALWAYS = [
  String.raw`[\w./:-]`,
  String.raw`\$[!$?#]`,
  String.raw`\$\(\([\w\s+*/%-]*\)\)`,
  String.raw`\$\((?:${INFORMS})(?:[ \t]+(?:${WORD}))*[ \t]*(?:2>/dev/null[ \t]*)?\)`,
  OWN_FOLDER,
  String.raw`\$(?:HOME|PWD|TMPDIR)\b|\$\{(?:HOME|PWD|TMPDIR)(?::-[\w./-]*)?\}`,
].join("|");
const QUIET = new RegExp(`^(?:${ALWAYS})+$`);
const QUIET_OR_READ = new RegExp(`^(?:${ALWAYS}${FROM_FILES})+$`);
/** A redirection into a file, a here-document or a program that writes one. */
const WRITES = />(?!&|\s*\/dev\/null)|<<|\b(?:tee|cp|mv|ln|dd|sed|install|touch|mkdir)\b/;
const ASSIGNMENT = /(?<![\w$\]])([A-Za-z_]\w*)(\+?=)/g;
const IN_QUOTES = /^"((?:[^"\\`$]|\$(?!\()|\$\([^()"]*(?:"[^"]*"[^()"]*)*\))*)"(?=[\s;&|)]|$)/;
const BARE = /^(?:[^\s;&|()"'`\\$]|\$(?![({])|\$\{[^}]*\}|\$\((?:[^()]|\([^()]*\))*\))*(?=[\s;&|)]|$)/;
const LONGEST = 300;

/** Names of variables that a text gives only numbers and what programs say, no text of its own, however often it does. */
export function quietNames(text: string): ReadonlySet<string> {
  const form = WRITES.test(text) ? QUIET : QUIET_OR_READ;
  const quiet = new Set<string>();
  const loud = new Set<string>();
  for (const match of text.matchAll(ASSIGNMENT)) {
    const at = match.index + match[0].length;
    const rest = text.slice(at, at + LONGEST);
    const value = IN_QUOTES.exec(rest)?.[1] ?? BARE.exec(rest)?.[0] ?? "";
    const plain = match[2] === "=" && value.includes("$") && form.test(value);
    (plain ? quiet : loud).add(match[1]!);
  }
  for (const name of loud) quiet.delete(name);
  return quiet;
}
