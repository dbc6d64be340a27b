import { baseName } from "../rule/path.ts";
import { harmfulGitGlobals, splitGitGlobals } from "../table/git-globals.ts";
import { type FlagGuard, GUARDS, type ProgramGuards } from "../table/guards.ts";
import { checkAwkScript } from "./awk-script.ts";
import { checkSedScript } from "./sed-script.ts";

/** A guard that fired: the word, and what it does. */
export interface FiredGuard {
  /** The word that is not covered. */
  readonly flag: string;
  /** What it does, to follow the word in a sentence. */
  readonly reason: string;
}

/** Programs that with this first word start the program that the next word names. */
const STARTERS: ReadonlySet<string> = new Set([
  "pnpm exec",
  "yarn exec",
  "uv run",
  "poetry run",
  "pipenv run",
  "pdm run",
  "hatch run",
  "bundle exec",
]);

/** Says whether no option of a program can do harm, so that unknown operands are harmless too. */
export function isInert(program: string): boolean {
  const name = baseName(program);
  return Object.hasOwn(GUARDS, name) && GUARDS[name]!.inert === true;
}

/**
 * Lists what in an argv an allow rule does not cover. Words before `spelled` stand in the rule itself and are
 * covered by it; `cwd` is the folder in which it runs.
 */
export function findGuards(argv: readonly string[], spelled: number, cwd?: string): readonly FiredGuard[] {
  const [program, ...args] = argv;
  if (program === undefined) return [];
  const name = baseName(program);
  const inner = innerAt(name, args);
  if (inner !== undefined) return findGuards(args.slice(inner), spelled - 1 - inner, cwd);
  const table = Object.hasOwn(GUARDS, name) ? GUARDS[name] : undefined;
  if (table === undefined || table.inert) return [];
  return name === "git" ? gitGuards(table, args, spelled - 1, cwd) : programGuards(table, args, spelled - 1);
}

/** Where in the words behind a program that only starts another one the other one stands, when the table knows it. */
function innerAt(name: string, args: readonly string[]): number | undefined {
  const at =
    name === "npx" || name === "bunx"
      ? 0
      : /^(?:python|pypy)[0-9.]*$/.test(name) && args[0] === "-m"
        ? 1
        : STARTERS.has(`${name} ${args[0]}`)
          ? 1
          : undefined;
  const inner = at === undefined ? undefined : args[at];
  return inner !== undefined && Object.hasOwn(GUARDS, inner) ? at : undefined;
}

function gitGuards(
  table: ProgramGuards,
  args: readonly string[],
  spelled: number,
  cwd: string | undefined,
): readonly FiredGuard[] {
  const { globals, rest } = splitGitGlobals(args);
  const fired: FiredGuard[] = [];
  for (const { at, flag } of harmfulGitGlobals(globals, cwd)) {
    if (at >= spelled) fired.push({ flag, reason: "changes git's settings, repository or pager" });
  }
  for (const [at, flag] of rest.entries())
    if (at >= spelled - globals.length && asksForSignature(flag, rest[at - 1]))
      fired.push({ flag, reason: "runs the configured signature program" });
  return [...fired, ...programGuards(table, rest, spelled - globals.length)];
}

/** Says whether a format of commits or a key of references makes git check a signature. */
function asksForSignature(word: string, before: string | undefined): boolean {
  const format = /%[-+ ]?G/.test(word) && /^(?:--(?:format|pretty|group)|%|t?format:)/.test(word);
  const sorts = word.startsWith("--sort=") || before === "--sort";
  return format || /%\(\*?signature/.test(word) || (sorts && word.includes("signature"));
}

function programGuards(
  table: ProgramGuards,
  args: readonly string[],
  spelled: number,
): readonly FiredGuard[] {
  const verb = table.subcommands === undefined ? undefined : args.find((word) => !word.startsWith("-"));
  const inner =
    verb !== undefined && Object.hasOwn(table.subcommands!, verb) ? table.subcommands![verb] : undefined;
  if (inner !== undefined) {
    const at = args.indexOf(verb!);
    return [...walk(table, args.slice(0, at), spelled), ...walk(inner, args.slice(at + 1), spelled - at - 1)];
  }
  return walk(table, args, spelled);
}

/** Walks the arguments as the program would read them. */
function walk(table: ProgramGuards, args: readonly string[], spelled: number): readonly FiredGuard[] {
  const fired: FiredGuard[] = [];
  const operands: string[] = [];
  const scripts: string[] = [];
  let ended = false;
  const namesOperand = args.slice(0, Math.max(0, spelled)).some((word) => !word.startsWith("-"));
  const note = (at: number, flag: string, reason: string): void => {
    if (at >= spelled) fired.push({ flag, reason });
  };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at]!;
    const whole = table.guards?.find(
      ({ words, shape }) =>
        shape?.test(word) === true ||
        words?.some((each) => word === each || (each.startsWith("--") && word.startsWith(`${each}=`))),
    );
    if (whole !== undefined) {
      note(at, word, whole.reason);
      continue;
    }
    if (word === "--" && !table.singleDash) {
      if (!ended) operands.push(...args.slice(at + 1));
      if (!mayTakeNext(table, args[at - 1])) break;
      // The option before may have taken the mark as its value, so what follows counts as operands and as options.
      ended = true;
      continue;
    }
    if (at === 0 && table.oldStyle && /^[A-Za-z]+$/.test(word)) bundle(table, [`-${word}`], 0, note, scripts);
    if (!word.startsWith("-") || word === "-" || table.singleDash) {
      // What stands behind a script that the rule names are the script's own words.
      if (table.script === "file" && at < spelled) break;
      if (!ended) operands.push(word);
      if (table.further !== undefined && namesOperand && !/^[0-9]+$/.test(word))
        note(at, word, table.further);
    } else if (table.only !== undefined) {
      if (!table.only.includes(word.split("=", 1)[0]!))
        note(at, word, "is not among the options known to be harmless");
    } else if (word.startsWith("--")) {
      const guard = longGuard(table.guards ?? [], word);
      if (guard !== undefined) note(at, word, guard.reason);
      const name = word.slice(2);
      if (table.script === "sed" && /^e(x(p(r(e(s(s(i(on?)?)?)?)?)?)?)?)?(=|$)/s.test(name)) {
        scripts.push(name.includes("=") ? name.slice(name.indexOf("=") + 1) : (args[at + 1] ?? ""));
        if (!name.includes("=")) at += 1;
      } else if (table.longValues?.includes(name)) at += skipped(table, args, at);
    } else if (bundle(table, args, at, note, scripts) > 0) at += skipped(table, args, at);
  }
  if (table.operands !== undefined) {
    const { maximum, reason, free, unless, takes } = table.operands;
    const counted = free === undefined ? operands : operands.filter((word) => !free.test(word));
    const mark = args.indexOf("--");
    const options = args
      .slice(0, mark < 0 ? args.length : mark)
      .filter((_, at) => takes?.includes(args[at - 1] ?? "") !== true);
    const chooses = unless?.some((option) => options.includes(option)) === true;
    if (counted.length > maximum && !chooses) note(args.length, counted[maximum]!, reason);
  }
  // A script that may stand in either place is checked in both.
  if (ended && operands.length > 0) scripts.push(operands[0]!);
  return [...fired, ...scriptGuards(table, operands, scripts)];
}

/** How many words after an option are its value and need no look: none where the option itself may be a value. */
function skipped(table: ProgramGuards, args: readonly string[], at: number): 0 | 1 {
  return args[at + 1]?.startsWith("-") && mayTakeNext(table, args[at - 1]) ? 0 : 1;
}

/** Says whether a word may be an option that takes the next word, a `--` included, as its value. */
function mayTakeNext(table: ProgramGuards, word: string | undefined): boolean {
  return table.only === undefined && word !== undefined && word.startsWith("-") && !word.includes("=");
}

function longGuard(guards: readonly FlagGuard[], word: string): FlagGuard | undefined {
  const name = word.slice(2).split("=", 1)[0]!;
  if (name === "") return undefined;
  return guards.find(({ long }) => long?.some((each) => each === name || each.startsWith(name)));
}

/** Reads a word of short options; returns how many further words it takes. */
function bundle(
  table: ProgramGuards,
  args: readonly string[],
  at: number,
  note: (at: number, flag: string, reason: string) => void,
  scripts: string[],
): number {
  const word = args[at]!;
  const letters = word.slice(1);
  for (let index = 0; index < letters.length; index += 1) {
    const letter = letters[index]!;
    const guard = table.guards?.find(({ short }) => short?.includes(letter));
    if (guard !== undefined) note(at, word, guard.reason);
    if (table.attached?.includes(letter)) return 0;
    if (!table.values?.includes(letter)) continue;
    const attached = letters.slice(index + 1);
    if (table.script === "sed" && letter === "e")
      scripts.push(attached === "" ? (args[at + 1] ?? "") : attached);
    return attached === "" ? 1 : 0;
  }
  return 0;
}

function scriptGuards(
  table: ProgramGuards,
  operands: readonly string[],
  scripts: readonly string[],
): readonly FiredGuard[] {
  if (table.script === undefined || table.script === "file") return [];
  const [first] = operands;
  const all = scripts.length > 0 ? scripts : first === undefined ? [] : [first];
  const check = table.script === "sed" ? checkSedScript : checkAwkScript;
  const fired = all.flatMap((script) => {
    const reason = check(script);
    return reason === undefined ? [] : [{ flag: script, reason }];
  });
  // gawk takes such a name for a connection, as an input file too.
  const sockets = table.script === "awk" ? operands.filter((word) => /^\/inet[46]?\//.test(word)) : [];
  return [...fired, ...sockets.map((flag) => ({ flag, reason: "opens a network connection" }))];
}
