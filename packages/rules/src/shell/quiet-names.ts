/** What keeps a variable from holding a text of the script. */
export interface Quiet {
  /** Variables whose values are in it; `PWD` and `TMPDIR` also where a program names the folder. */
  readonly names: readonly string[];
  /** Programs read it out of files, where the script writes none. */
  readonly file: boolean;
  /** Programs say it. */
  readonly said: boolean;
  /** It is the name of a branch or a tag. */
  readonly named: boolean;
}

const WORD = String.raw`[\w./:@=,+-]+`;
/** A format of `date` without a letter of its own. */
const FORMAT = `(?:%[YmdHMSsFTjyZzN]|[-_.:/ TZ0-9])+`;
/** Programs that say something about the machine, the repository or a service, and nothing that a plain word tells them. */
const SAYS = [
  String.raw`date(?: -u)?(?: \+${FORMAT.replace(" ", "")}| "\+${FORMAT}"| '\+${FORMAT}')?`,
  String.raw`uname(?: -[a-z]+)?|hostname(?: -[a-zA-Z]+)?|id -[a-zA-Z]+|nproc|arch|whoami|logname|tty|uuidgen|getconf \w+`,
  String.raw`git rev-parse(?: --(?:short(?:=\d+)?|verify|quiet))* HEAD(?:[~^]\d*)*`,
  `(?:docker|podman) (?:run(?: ${WORD})* (?:-d|--detach)(?: ${WORD})*|ps(?: -[aql]*q[aql]*)(?: ${WORD})*)`,
  `(?:node|npm|go|cargo|rustc|python3?|ruby|java|docker) (?:--?version|-v|-V|version)`,
  `(?:kubectl get|aws|gcloud|az|gh (?:pr|run|repo|release))(?: ${WORD})*`,
].join("|");
/** Names that the script itself may have given. */
const NAMED = String.raw`\$\(git (?:rev-parse --abbrev-ref HEAD|branch --show-current|describe(?: --(?:tags|always|dirty|abbrev=\d+|long))*)(?: 2>/dev/null)?\)`;
/** A value that is put in, or a plain word in its place. */
const VALUE = String.raw`\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*(?::?-[\w./-]*)?\}`;
const FOLDER = String.raw`\$\((?:pwd(?: -P)?|mktemp(?: ${WORD})*|git rev-parse --show-toplevel)(?: 2>/dev/null)?\)`;
/** The folder of a script, as scripts find it. */
const OWN_FOLDER = String.raw`\$\(cd "?\$\(dirname "?\$\{?(?:0|BASH_SOURCE(?:\[0\])?)\}?"?\)"?(?:/[\w./-]*)? (?:>/dev/null(?: 2>&1)? )?&& pwd(?: -P)?\)`;
/** A path of plain characters and of these, below no folder of devices or processes. */
function pathWith(more: string): string {
  return String.raw`(?!\S*(?:dev|proc)/(?!cpuinfo|meminfo|loadavg|version))[${more}\w.@%+~/][${more}\w.@%+~/-]*`;
}

const PATH = pathWith("");
const PATTERN = String.raw`(?:'[^'\n]*'|"[^"\n$\x60\\]*"|[\w./:@=,+-]+)`;
const SHORT = String.raw`(?: -(?:[dF]${PATTERN}?|(?![dF])\w+))*`;
const SEARCH = `(?:[ef]?grep${SHORT}|rg(?: -[inowcNH]+)*) ${PATTERN}`;
const SORT = "sort(?: -[nrufV]+)*";
const QUERY = String.raw`jq -r '?\.[\w.]+'?`;
const PICK = String.raw`awk(?: -F${PATTERN})? '\{ ?print \$\w+ ?\}'`;
/** What programs read out of a file. */
const READS = [
  `${SEARCH}(?: ${PATH})+`,
  `(?:cut|head|tail|uniq|wc|cat|sha256sum|md5sum)${SHORT} ${PATH}`,
  `${SORT} ${PATH}`,
  String.raw`ls(?: -\w+)*(?: ${pathWith("*?")})*`,
  `${PICK} ${PATH}`,
  `${QUERY} ${PATH}`,
  String.raw`stat -[cf] '?"?%\w"?'? ${PATH}`,
  String.raw`pgrep(?: -[fnoxu]+)* ${PATTERN}|lsof -t?i ?:?\w+`,
].join("|");
/** What takes a part of it. */
const FILTER = `(?:${SEARCH}|(?:cut|head|tail|uniq|wc)${SHORT}|${SORT}|tr -[ds] ${PATTERN}|${PICK}|${QUERY})`;
const FROM_FILES = String.raw`\$\((?:${READS})(?: 2>/dev/null)?(?: ?\| ?${FILTER})*(?: 2>/dev/null)?\)`;
const PLAIN = String.raw`[\w./:-]|\$[!$?#]|\$\(\([\w\s+*/%-]*\)\)`;
const SAID = String.raw`\$\((?:${SAYS})(?: 2>/dev/null)?(?: ?\| ?${FILTER})*\)`;
const QUIET = new RegExp(`^(?:${PLAIN}|${SAID}|${NAMED}|${VALUE}|${FOLDER}|${FROM_FILES}|${OWN_FOLDER})+$`);
const HAS_FOLDER = new RegExp(`${FOLDER}|${OWN_FOLDER}`);
const OWN = new RegExp(OWN_FOLDER, "g");
const NAME = /\$\{?([A-Za-z_]\w*)/g;
const HAS_OWN_FOLDER = new RegExp(OWN_FOLDER);
const HAS_NAME = new RegExp(NAMED);
const HAS_FILE = new RegExp(FROM_FILES);

/** A redirection into a file, a here-document or a program that writes one. */
const WRITES =
  />(?!&[\d-]|\s*\/dev\/null)|<<|-fprint|--output|\bshuf\b|\b(?:tee|cp|mv|ln|dd|sed|install|touch|mkdir|split|csplit|patch|tar|cpio|unzip|rsync|truncate|ex|ed|vim?|perl|python3?|ruby|git (?:checkout|switch|clone|apply|am|init|stash|merge|pull|mv|worktree))\b|\bsort\b[^;|&\n]*\s-\w*o/;
const ASSIGNMENT = /(?<![\w$\]])([A-Za-z_]\w*)(\+?=)/g;
/** A name that is no expansion. */
const UNEXPANDED = /(?<![\w$]|\$\{[!#]?)[A-Za-z_]\w*/g;
const IN_QUOTES = /^"((?:[^"\\`$]|\$(?!\()|\$\([^()"]*(?:"[^"]*"[^()"]*)*\))*)"(?=[\s;&|)]|$)/;
const BARE = /^(?:[^\s;&|()"'`\\$]|\$(?![({])|\$\{[^}]*\}|\$\((?:[^()]|\([^()]*\))*\))*(?=[\s;&|)]|$)/;
const LONGEST = 300;
/** Programs whose output counts here. */
const TAKEN =
  /^(?:date|pwd|mktemp|cd|dirname|uname|hostname|id|nproc|arch|whoami|logname|tty|uuidgen|getconf|git|docker|podman|node|npm|go|cargo|rustc|python3?|ruby|java|kubectl|aws|gcloud|az|gh|[ef]?grep|rg|cut|head|tail|uniq|wc|cat|sha256sum|md5sum|sort|ls|awk|jq|stat|pgrep|lsof|tr)$/;

/** Says whether a text may write a file. */
export function writesFiles(text: string): boolean {
  return WRITES.test(text);
}

/** Says whether a name, given to a function or an alias, is that of a program whose output counts here. */
export function isTaken(name: string): boolean {
  return TAKEN.test(name) || /^command_not_found_handle$|[$`]/.test(name);
}

/** Variables that a text gives only numbers and what programs say, no text of its own, however often it does. */
export function quietNames(text: string, root: boolean): ReadonlyMap<string, Quiet> {
  const quiet = new Map<string, Quiet>();
  const loud = new Set<string>();
  const times = new Map<string, number>();
  for (const match of text.matchAll(ASSIGNMENT)) {
    const name = match[1]!;
    const at = match.index + match[0].length;
    const rest = text.slice(at, at + LONGEST);
    const value = IN_QUOTES.exec(rest)?.[1] ?? BARE.exec(rest)?.[0] ?? "";
    const found = match[2] === "=" && value.length < LONGEST - 4 ? quietValue(value, root) : undefined;
    times.set(name, (times.get(name) ?? 0) + 1);
    if (found === undefined) loud.add(name);
    else quiet.set(name, bothQuiet(found, quiet.get(name)));
  }
  for (const name of loud) quiet.delete(name);
  if (quiet.size === 0) return quiet;
  // A name that stands anywhere else may be given something there.
  for (const [name] of text.matchAll(UNEXPANDED)) times.set(name, (times.get(name) ?? 0) - 1);
  for (const [name, left] of times) if (left < 0) quiet.delete(name);
  return quiet;
}

function quietValue(value: string, root: boolean): Quiet | undefined {
  if (!value.includes("$") || !QUIET.test(value)) return undefined;
  // In a script inside another the text may say what `$0` is.
  if (!root && HAS_OWN_FOLDER.test(value)) return undefined;
  return {
    names: [
      ...[...value.replace(OWN, "").matchAll(NAME)].map(([, name]) => name!),
      ...(HAS_FOLDER.test(value) ? ["PWD", "TMPDIR"] : []),
    ],
    file: HAS_FILE.test(value),
    said: value.includes("$("),
    named: HAS_NAME.test(value),
  };
}

/** What keeps a variable quiet that is given one value or the other. */
export function bothQuiet(a: Quiet, b: Quiet | undefined): Quiet {
  if (b === undefined) return a;
  return {
    names: [...new Set([...a.names, ...b.names])],
    file: a.file || b.file,
    said: a.said || b.said,
    named: a.named || b.named,
  };
}
