import { RUNNERS } from "../table/runners.ts";
import { LOOSE_WRAPPERS } from "../table/wrappers.ts";
import { shown } from "./command-words.ts";
import { type Fed, fedTexts, type Inner, NOTHING } from "./inner.ts";
import type { WideWord } from "./wide-word.ts";

const MAXIMUM_STARTS = 64;
/** Options that take no value. */
const FLAG = /^(?:--|-[yqdit]+|--(?:yes|quiet|rm|detach|tty|interactive))$/;
const REMOTE = /^(?:ssh|mosh)$/;
/** Settings of ssh whose value is a script. */
const SSH_RUNS = /^(?:-\w*o)?\s*(?:Proxy|Local|Remote|KnownHosts)Command[ =]+(.+)/is;
/** A line of plain words, which are read as they are. */
const PLAIN_LINE = /^[\w ./:=@%+,-]*$/;
/** Runners whose first operand names a machine, a container or an image. */
const NAMES_PLACE = /^(?:ssh|mosh|docker|podman|nerdctl|kubectl)$/;
const CALLS = /^(?:npx|npm|pnpm|pnpx|yarn|bunx)$/;
/** Options of npx and its like whose value is a script. */
const CALL = /^(?:-c|--call|--shell-mode)$/;

/** Finds what a runner may start: every word behind its subcommand is a possible start. */
export function openRunner(
  name: string,
  args: readonly WideWord[],
  input: Fed | undefined,
): Inner | undefined {
  const verbs = Object.hasOwn(RUNNERS, name) ? RUNNERS[name] : undefined;
  if (verbs === undefined) return undefined;
  const at = verbs === "any" ? -1 : args.findIndex((word) => verbs.includes(shown(word)));
  if (at < 0 && verbs !== "any") return NOTHING;
  const rest = args.slice(at + 1);
  const commands = rest
    .slice(0, MAXIMUM_STARTS)
    .map((_, start) => start)
    .filter((start) => !shown(rest[start]!).startsWith("-"))
    // A value that nobody knows is taken for the program only in the first place for one, and not behind an option.
    .filter(
      (start, place) =>
        rest[start]!.kind === "text" || (place === 0 && !NAMES_PLACE.test(name) && !mayBeValue(rest, start)),
    )
    .map((start) => rest.slice(start));
  if (REMOTE.test(name)) {
    // A remote shell gets its words as one line; without a command it reads what it is fed.
    const lines = commands
      .map((words) => words.map(shown).join(" "))
      .filter((line) => !PLAIN_LINE.test(line));
    const options = args.flatMap((word) => SSH_RUNS.exec(shown(word))?.[1] ?? []);
    return { ...NOTHING, commands, scripts: [...lines, ...options, ...fedTexts(input)] };
  }
  const called = (position: number): boolean => position > 0 && CALL.test(shown(rest[position - 1]!));
  const scripts = CALLS.test(name) ? rest.filter((_, position) => called(position)).map(shown) : [];
  return { ...NOTHING, commands, scripts };
}

function mayBeValue(words: readonly WideWord[], at: number): boolean {
  const before = at > 0 ? shown(words[at - 1]!) : "";
  return before.startsWith("-") && !FLAG.test(before);
}

/** Says whether what is found behind these wrappers is run on this machine, and not only one way to read their words. */
export function isRunHere(via: readonly string[]): boolean {
  return !via.some(
    (name) => Object.hasOwn(RUNNERS, name) || (LOOSE_WRAPPERS.has(name) && !name.endsWith("xargs")),
  );
}
