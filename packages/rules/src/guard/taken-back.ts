import type { FiredGuard } from "./find-guards.ts";

/** Options behind which a program only says what it is; what follows may take them back and then run. */
const ONLY_SAYS: ReadonlySet<string> = new Set(["--version", "-version", "--help", "-help"]);
/** What short options that keep a command from doing something are called in full. */
const LONG_OF: Readonly<Record<string, readonly string[]>> = {
  "-n": ["dry-run", "just-print"],
  "-v": ["version"],
  "-V": ["version"],
  "-c": ["check"],
  "-l": ["list"],
};
const OFF = /^(?:true|false|null|undefined|yes|no|on|off|[01])$/i;

/**
 * Lists words that take back an option which the rule spells: `--no-dry-run` and its abbreviations, the same option with
 * another value, a `false` behind it, and whatever stands behind `--version`. git, npm, node and tsc let the last one win.
 */
export function takenBackGuards(argv: readonly string[], spelled: number): readonly FiredGuard[] {
  const named = argv.slice(1, spelled).filter((word) => word.startsWith("-") && word !== "--");
  const last = argv[spelled - 1];
  if (named.length === 0 || last === undefined) return [];
  const names = named.flatMap((word) => (word.startsWith("--") ? [nameOf(word)] : (LONG_OF[word] ?? [])));
  return argv.slice(spelled).flatMap((flag, at, rest): readonly FiredGuard[] => {
    if (at === 0 && ONLY_SAYS.has(last))
      return [{ flag, reason: `stands behind ${last}, which it may take back` }];
    if (at === 0 && last.startsWith("-") && OFF.test(flag))
      return [{ flag, reason: `may be the value of ${last}` }];
    if (!flag.startsWith("--")) return [];
    const name = nameOf(flag);
    const denied = /^no-?(.+)$/.exec(name)?.[1];
    const back = denied !== undefined && names.find((each) => each.startsWith(denied));
    if (back) return [{ flag, reason: `takes back --${back}, which the rule names` }];
    const again = name !== "" && (flag.includes("=") || OFF.test(rest[at + 1] ?? ""));
    return again && names.some((each) => each.startsWith(name))
      ? [{ flag, reason: "sets an option anew that the rule names" }]
      : [];
  });
}

/** The name of a long option, in small letters; `_` counts as `-`. */
function nameOf(word: string): string {
  return word.slice(2).split("=", 1)[0]!.toLowerCase().replaceAll("_", "-");
}
