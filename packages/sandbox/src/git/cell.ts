import { CELL_CONFIG_KEYS, CELL_SETTINGS, CELL_VERBS, GUARDED_OPTIONS, PLAIN_OPTIONS } from "./cell-verbs.ts";

/** Whether a git command gets the cell, and what is run there. */
export type GitCell =
  | {
      readonly kind: "cell";
      /** The command with everything switched off that would start another program. */
      readonly argv: readonly string[];
      /** Variables that win over every configuration file. */
      readonly env: Readonly<Record<string, string>>;
      /** What was switched off, for the result. */
      readonly notes: readonly string[];
      /** The verb only reads, so that an ordinary run does as well. */
      readonly reads: boolean;
    }
  | { readonly kind: "ordinary"; readonly why: string };

/** What the repository configures, from its git surface. */
export interface GitCellFacts {
  /** Names of filters (`filter.NAME.*`) in any configuration file that counts. */
  readonly filters: readonly string[];
}

/**
 * Decides whether a git command may run where `.git` is writable: a plain verb with guarded flags. Over-careful by
 * design: what it does not know is an ordinary command, for which `.git` is read-only.
 *
 * @param argv The command as it will be executed, the program first; no shell text.
 *
 * @example
 * ```ts
 * import { gitCell } from "@paddock/sandbox";
 *
 * gitCell(["git", "commit", "-m", "x"], { filters: [] }).kind; // "cell"
 * gitCell(["git", "-c", "core.pager=sh", "log"], { filters: [] }).kind; // "ordinary"
 * ```
 */
export function gitCell(argv: readonly string[], facts: GitCellFacts): GitCell {
  if (!/^(?:\/(?:usr\/(?:local\/)?)?bin\/)?git$/.test(argv[0] ?? "")) return ordinary("it is not git");
  const globals = globalOptions(argv);
  if (typeof globals === "string") return ordinary(globals);
  const { settings, at } = globals;
  const name = argv[at] ?? "";
  const verb = Object.hasOwn(CELL_VERBS, name) ? CELL_VERBS[name] : undefined;
  if (verb === undefined) return ordinary(name === "" ? "it names no verb" : `git ${name} is no plain verb`);
  const rest = argv.slice(at + 1);
  const refusal = guardedOption(rest, verb.guarded ?? "") ?? guardedSubcommand(name, rest, verb.subcommands);
  if (refusal !== undefined) return ordinary(refusal);
  return {
    kind: "cell",
    // The porcelain of submodules is a shell script; the program behind it is not.
    argv: [
      "git",
      "--no-pager",
      ...settings,
      ...(name === "submodule" ? ["submodule--helper"] : [name]),
      ...(verb.harden ?? []),
      ...rest,
    ],
    env: environment(facts.filters),
    notes: notes(facts.filters),
    reads: verb.reads === true,
  };
}

function ordinary(why: string): GitCell {
  return { kind: "ordinary", why };
}

function globalOptions(
  argv: readonly string[],
): { readonly settings: readonly string[]; readonly at: number } | string {
  const settings: string[] = [];
  let at = 1;
  for (; at < argv.length; at++) {
    const word = argv[at]!;
    if (!word.startsWith("-")) break;
    if (["--no-pager", "-P", "--no-optional-locks", "--literal-pathspecs"].includes(word)) continue;
    if (word !== "-c") return `the option ${word} is not plain`;
    const setting = argv[++at] ?? "";
    const key = setting.split("=")[0]!.toLowerCase();
    if (!CELL_CONFIG_KEYS.test(key)) return `the setting ${key} is not plain`;
    settings.push("-c", setting);
  }
  return { settings, at };
}

/** A guarded option anywhere before `--`; bundles of short options are looked through. */
function guardedOption(words: readonly string[], short: string): string | undefined {
  for (const word of words) {
    if (word === "--") return undefined;
    if (word.startsWith("--")) {
      const name = word.slice(2).split("=")[0]!;
      const meant = name.length === 0 ? undefined : GUARDED_OPTIONS.find((option) => option.startsWith(name));
      if (meant !== undefined && !PLAIN_OPTIONS.has(name)) return `the option ${word} may mean --${meant}`;
    } else if (word.startsWith("-") && word.length > 1 && !/^-\d/.test(word)) {
      for (const letter of bundle(word))
        if (short.includes(letter)) return `the option -${letter} is not plain`;
    }
  }
  return undefined;
}

/** Letters of a bundle up to the first that takes a value (`-mfix` is one option with its value). */
function bundle(word: string): string {
  const letters = word.slice(1);
  const end = letters.search(/[mFCnLGSUb]/);
  return end < 0 ? letters : letters.slice(0, end + 1);
}

function guardedSubcommand(
  name: string,
  words: readonly string[],
  subcommands: readonly string[] | undefined,
): string | undefined {
  const first = words.find((word) => !word.startsWith("-"));
  if (subcommands === undefined) return undefined;
  if (first === undefined && (name === "stash" || name === "reflog")) return undefined;
  if (first !== undefined && subcommands.includes(first)) return undefined;
  return `git ${name} ${first ?? ""} is no plain verb`;
}

/** Settings as GIT_CONFIG_COUNT entries, which win over every file (git-config(1), "ENVIRONMENT"). */
function environment(filters: readonly string[]): Readonly<Record<string, string>> {
  const settings: [string, string][] = Object.entries(CELL_SETTINGS);
  for (const filter of filters) {
    for (const key of ["clean", "smudge", "process"]) settings.push([`filter.${filter}.${key}`, ""]);
    settings.push([`filter.${filter}.required`, "false"]);
  }
  const env: Record<string, string> = {
    GIT_CONFIG_COUNT: String(settings.length),
    GIT_EDITOR: ":",
    GIT_SEQUENCE_EDITOR: ":",
    GIT_PAGER: "",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "",
    GIT_OPTIONAL_LOCKS: "1",
  };
  settings.forEach(([key, value], index) => {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return env;
}

function notes(filters: readonly string[]): readonly string[] {
  return [
    "hooks, signing and editors were off",
    ...(filters.length > 0 ? [`filters were off: ${filters.join(", ")}`] : []),
  ];
}
