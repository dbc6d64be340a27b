import { absolutePath, isInside, normalizePath } from "../rule/path.ts";
import type { StrictCommand } from "../shell/strict.ts";
import { STATE_BUILTINS } from "../table/guards.ts";
import { type FiredGuard, isInert } from "./find-guards.ts";

/** What stands around a command in its script. */
export interface Neighbours {
  /** The script has more commands than this one. */
  readonly several: boolean;
  readonly before: readonly StrictCommand[];
}

/** Where a script may have gone: nowhere, into a folder below, or anywhere else. */
type Place = "same" | "below" | "elsewhere";

/** Programs that read what their words name and no settings of the folder they run in. */
const ANYWHERE: ReadonlySet<string> = new Set(
  "rg find fd sort sed awk gawk mawk nawk diff tree jq uniq xxd base64 date file cd".split(" "),
);

/** Folders of code that others wrote. */
const FOREIGN: ReadonlySet<string> = new Set(
  "node_modules bower_components vendor third_party site-packages .venv venv".split(" "),
);

/**
 * Says whether a command does nothing but go to a fixed folder, for the sake of other commands of its script. It needs no
 * rule: what it changes is where those run, and {@link orderGuards} looks at that.
 */
export function onlyMoves({ words }: StrictCommand, { several }: Neighbours): boolean {
  const [program, target] = words;
  return (
    several &&
    words.length === 2 &&
    program!.text === "cd" &&
    target!.kind === "literal" &&
    target!.text !== "" &&
    !target!.text.startsWith("-")
  );
}

/** Commands that change how later ones of the same script run, and commands that mean something else where an earlier one led. */
export function orderGuards(
  program: string,
  neighbours: Neighbours,
  cwd: string | undefined,
): readonly FiredGuard[] {
  const { several, before } = neighbours;
  if (several && STATE_BUILTINS.has(program))
    return [{ flag: program, reason: "changes how the other commands of the script run" }];
  const place = placeAfter(before, cwd);
  if (place === "same") return [];
  if (program.includes("/") && !program.startsWith("/"))
    return [{ flag: program, reason: "is another file in the folder that the script goes to" }];
  if (isInert(program) || ANYWHERE.has(program)) return [];
  // A repository that somebody put into a folder below has settings of its own, and they name programs.
  if (place === "below" && program !== "git") return [];
  const reason = `runs ${program} in another folder, whose settings may not be those of this one`;
  return [{ flag: "cd", reason }];
}

function placeAfter(before: readonly StrictCommand[], cwd: string | undefined): Place {
  const places = before.flatMap((command): readonly Place[] =>
    command.words[0]?.text === "cd" ? [placeOf(command, cwd)] : [],
  );
  return places.includes("elsewhere") ? "elsewhere" : places.includes("below") ? "below" : "same";
}

function placeOf(command: StrictCommand, cwd: string | undefined): Place {
  if (!onlyMoves(command, { several: true, before: [] })) return "elsewhere";
  const target = command.words[1]!.text;
  const parts = target.split("/");
  if (parts.some((part) => part === ".." || FOREIGN.has(part))) return "elsewhere";
  if (target.startsWith("/")) {
    if (cwd === undefined || !isInside(normalizePath(target), cwd)) return "elsewhere";
    return normalizePath(target) === normalizePath(cwd) ? "same" : "below";
  }
  return absolutePath(target, "/", undefined) === "/" ? "same" : "below";
}
