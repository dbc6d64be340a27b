import { proposeAmendments } from "./amend/propose.ts";
import type { CheckOptions } from "./check-options.ts";
import { splitPlainCommands } from "./codex/plain-commands.ts";
import { coverCommand } from "./cover-command.ts";
import type { HostExecutables } from "./rule/host-executable.ts";
import type { RuleIndex } from "./rule/rule-index.ts";
import { matchWidely, type WideMatch } from "./rule/wide-match.ts";
import { ANYTHING, written } from "./shell/command-words.ts";
import { inspectBytes } from "./shell/hygiene.ts";
import { readAsPlain } from "./shell/plain.ts";
import { findReferences } from "./shell/references.ts";
import type { StrictCommand } from "./shell/strict.ts";
import { openArgv, readWidely, type WideCommand, type WideReading } from "./shell/wide.ts";
import { findDanger } from "./table/danger.ts";
import { gitEnvironment } from "./table/git-environment.ts";
import type { Command, Danger, Reason, RuleDecision, RuleMatch, Segment, Verdict } from "./verdict.ts";

/** The rules as the check uses them. */
export interface CheckRules {
  readonly allow: RuleIndex;
  /** Rules that ask or deny. */
  readonly strict: RuleIndex;
  readonly hosts: HostExecutables;
  /** Layers with a broken file: nothing is allowed by rule while there is one. */
  readonly broken: readonly Reason[];
}

const DISAGREE: Reason = {
  code: "parsers-disagree",
  text: "Two parsers read the text differently, so no rule allows it.",
};
const SEVERITY: Readonly<Record<RuleDecision, number>> = { none: 0, allow: 1, ask: 2, deny: 3 };

/** Judges a command by both readings: the strict one may allow, the wide one may ask and deny. */
export function checkByReadings(rules: CheckRules, command: Command, options: CheckOptions): Verdict {
  const wide = command.kind === "argv" ? openArgv(command.argv) : readWidely(command.text, command.shell);
  const wideSegments = [
    ...wide.commands.map((each) => judgeWide(rules.strict, each)),
    ...(command.kind === "script" ? asCodexSplits(rules.strict, command) : []),
  ];
  const bytes = inspectBytes(
    command.kind === "argv" ? command.argv.join("\0").replaceAll("\0", " ") : command.text,
  );
  const plain = readAsPlain(command);
  const strictSegments =
    plain.kind === "plain"
      ? plain.commands.map((each, at) =>
          coverCommand(rules, each, options, {
            several: plain.commands.length > 1,
            before: plain.commands.slice(0, at),
          }),
        )
      : [];
  const disagrees = plain.kind === "plain" && !agrees(plain.top, wide);
  const severe = withoutRepeats(wideSegments).filter(
    ({ decision }) => decision === "ask" || decision === "deny",
  );
  const worst = severe.reduce<RuleDecision>(
    (a, { decision }) => (SEVERITY[decision] > SEVERITY[a] ? decision : a),
    "none",
  );
  const reasons: readonly Reason[] = [
    ...withoutSame(severe.flatMap(matchReasons)).toSorted(
      (a, b) => Number(b.code === "rule-deny") - Number(a.code === "rule-deny"),
    ),
    ...rules.broken,
    ...bytes,
    ...(disagrees ? [DISAGREE] : []),
    ...(plain.kind === "refused" ? [plain.reason] : []),
  ];
  const allowed =
    // Going somewhere needs no rule, and is no reason to allow anything.
    strictSegments.some(({ matches, knownSafe }) => matches.length > 0 || knownSafe === true) &&
    strictSegments.every(({ decision }) => decision === "allow") &&
    bytes.length === 0 &&
    !disagrees &&
    rules.broken.length === 0;
  const decision = decide(worst, allowed, rules.broken.length > 0 || bytes.length > 0 || disagrees);
  const danger = findDanger(wide.commands);
  const segments = mergeSegments(strictSegments, wideSegments, danger);
  const git =
    decision === "allow" && strictSegments.some(({ argv }) => argv[0] === "git" || argv[0]!.endsWith("/git"));
  return {
    v: 1,
    decision,
    ...(decision === "allow" ? { placement: "inside" as const } : {}),
    reasons,
    segments,
    matches: segments.flatMap(({ matches }) => matches),
    amendments:
      decision === "none" || decision === "ask"
        ? proposeAmendments(strictSegments, wideSegments, bytes.length > 0)
        : [],
    redirects: wide.redirects,
    opaque:
      plain.kind === "plain" && wide.clean
        ? wide.opaque
        : uniqueReasons([...wide.opaque, ...(plain.kind === "refused" ? [plain.reason] : [])]),
    ...(danger[0] === undefined ? {} : { danger: danger[0].danger }),
    refersTo: findReferences(wide),
    ...(git ? { environment: gitEnvironment() } : {}),
  };
}

/**
 * Rules that ask or deny also see a script as Codex splits it, or as one word where it does not, so that none of them
 * says less here than there: a rule on `bash -lc` is how people catch scripts that Codex cannot read.
 */
function asCodexSplits(index: RuleIndex, command: Extract<Command, { kind: "script" }>): readonly Segment[] {
  if (index.rules.length === 0) return [];
  const argvs = splitPlainCommands(command.text) ?? [[command.shell ?? "/bin/bash", "-lc", command.text]];
  return argvs
    .map((argv) =>
      judgeWide(index, { words: argv.map((text) => ({ kind: "text", text })), via: [], again: true }),
    )
    .filter(({ decision }) => decision !== "none");
}

function decide(worst: RuleDecision, allowed: boolean, doubtful: boolean): RuleDecision {
  if (worst === "deny") return "deny";
  if (worst === "ask" || doubtful) return "ask";
  return allowed ? "allow" : "none";
}

function judgeWide(index: RuleIndex, command: WideCommand): Segment {
  const matches = matchWidely(index, command.words);
  const decide = (match: WideMatch): "ask" | "deny" => wideDecision(match, command.perhaps === true);
  const decision = matches.reduce<RuleDecision>((a, match) => {
    const next = decide(match);
    return SEVERITY[next] > SEVERITY[a] ? next : a;
  }, "none");
  return {
    argv: command.words.map(written),
    ...(command.span === undefined ? {} : { span: command.span }),
    decision,
    matches: matches.map((match) => ({
      decision: decide(match),
      prefix: match.prefix,
      origin: match.rule.origin,
      ...(match.rule.justification === undefined ? {} : { justification: match.rule.justification }),
      ...(match.rule.decision === "prompt-user" ? { personOnly: true } : {}),
      ...(match.certain ? {} : { perhaps: true as const }),
    })),
    guards: [],
    reading: "wide",
    ...(command.via.length === 0 ? {} : { via: command.via }),
  };
}

/** A rule that only may match asks, whatever it says, and so does any rule about text that may be no script. */
function wideDecision({ rule, certain }: WideMatch, perhaps: boolean): "ask" | "deny" {
  return rule.decision === "forbidden" && certain && !perhaps ? "deny" : "ask";
}

/** Says whether a segment stands for commands that nothing is known of. */
function isUnread({ argv, reading }: Segment): boolean {
  return reading === "wide" && argv.length === 1 && argv[0] === ANYTHING.shown;
}

/** Where words are not fixed, many rules may speak about them, and one of them is enough to say so. */
function matchReasons(segment: Segment): readonly Reason[] {
  const reasons = segment.matches
    .filter(({ perhaps }) => perhaps !== true)
    .map((match) => matchReason(segment, match));
  const open = segment.matches.filter(({ perhaps }) => perhaps === true);
  return open.length === 0 ? reasons : [...reasons, openReason(segment, open)];
}

function openReason(segment: Segment, [first, ...others]: readonly RuleMatch[]): Reason {
  const { origin, prefix, justification } = first!;
  const why = justification === undefined || others.length > 0 ? "." : `: ${justification}`;
  const text = isUnread(segment)
    ? "The text does not fix all that runs, and a rule asks about or forbids some commands."
    : `\`${prefix.join(" ")}\` may be a command that a rule asks about or forbids${why}`;
  return { code: "rule-open", text, origin, ...(segment.span === undefined ? {} : { span: segment.span }) };
}

function matchReason(segment: Segment, match: RuleMatch): Reason {
  const verb = match.decision === "deny" ? "is forbidden" : "asks for approval";
  const why = match.justification === undefined ? "" : `: ${match.justification}`;
  return {
    code: match.decision === "deny" ? "rule-deny" : "rule-ask",
    text: `\`${match.prefix.join(" ")}\` ${verb}${why}`,
    origin: match.origin,
    ...(segment.span === undefined ? {} : { span: segment.span }),
  };
}

/**
 * The strict reading and the parser must find the same commands, and the same text in every word that is fixed. The parser
 * lists a command once for each value that a variable may have, at the same place.
 */
function agrees(strict: readonly StrictCommand[], wide: WideReading): boolean {
  if (!wide.clean) return false;
  const top = wide.commands.filter(
    ({ via, again, perhaps }) => via.length === 0 && again !== true && perhaps !== true,
  );
  const places = groupByPlace(top);
  if (places.length !== strict.length) return false;
  return strict.every(({ words }, at) =>
    places[at]!.some(
      ({ words: others }) =>
        others.length === words.length &&
        words.every(
          ({ text, kind, bound }, index) =>
            kind !== "literal" || bound === true || written(others[index]!) === text,
        ),
    ),
  );
}

/** Puts neighbours that stand at the same place of the text together. */
function groupByPlace(commands: readonly WideCommand[]): readonly (readonly WideCommand[])[] {
  const places: WideCommand[][] = [];
  for (const command of commands) {
    const last = places.at(-1);
    const same =
      last !== undefined && command.span !== undefined && last[0]!.span?.start === command.span.start;
    if (same) last.push(command);
    else places.push([command]);
  }
  return places;
}

/** One list for people: what the strict reading judged, and what else the wide reading found. */
function mergeSegments(
  strict: readonly Segment[],
  wide: readonly Segment[],
  dangers: readonly { readonly at: number; readonly danger: Danger }[],
): readonly Segment[] {
  const marked = wide
    .map((segment, at) => {
      const danger = dangers.find((each) => each.at === at)?.danger;
      return danger === undefined ? segment : { ...segment, danger };
    })
    // What nothing is known of is shown only where a rule speaks about it.
    .filter((segment) => segment.decision !== "none" || !isUnread(segment));
  if (strict.length === 0) return withoutRepeats(marked);
  // The usual case: both readings found the same commands and the wide one has nothing to say about them.
  const quiet =
    dangers.length === 0 &&
    wide.length === strict.length &&
    wide.every(({ decision, via }) => decision === "none" && via === undefined);
  if (quiet) return strict;
  const key = ({ argv, span }: Segment): string => `${span?.start}:${argv.join("\0")}`;
  const found = new Map(marked.map((segment) => [key(segment), segment]));
  const merged = strict.map((segment) => {
    const other = found.get(key(segment));
    found.delete(key(segment));
    if (other === undefined) return segment;
    const stricter =
      SEVERITY[other.decision] > SEVERITY[segment.decision] ? other.decision : segment.decision;
    return {
      ...segment,
      decision: stricter,
      matches: [...segment.matches, ...other.matches],
      ...(other.danger === undefined ? {} : { danger: other.danger }),
    };
  });
  return withoutRepeats([...merged, ...found.values()]);
}

/** Drops what was found again with the same answer: at the same place, or on a second look that knows no place. */
function withoutRepeats(segments: readonly Segment[]): readonly Segment[] {
  if (segments.length < 2) return segments;
  const key = ({ argv, decision }: Segment): string => `${decision}:${argv.join("\0")}`;
  const seen = new Set(segments.filter(isPlaced).map(key));
  return segments.filter((segment) => {
    const via = isUnread(segment) ? "" : segment.via?.join("\0");
    const place = isPlaced(segment) ? `${segment.span?.start}:${via}:` : "";
    const whole = `${place}${key(segment)}`;
    return !seen.has(whole) && seen.add(whole) !== undefined;
  });
}

function isPlaced({ span }: Segment): boolean {
  return span !== undefined && span.end > span.start;
}

/** Keeps the first of the reasons that differ in their place alone. */
function withoutSame(reasons: readonly Reason[]): readonly Reason[] {
  const seen = new Set<string>();
  return reasons.filter(({ code, text, origin }) => {
    const key = `${code}:${text}:${origin?.file}:${origin?.line}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

function uniqueReasons(reasons: readonly Reason[]): readonly Reason[] {
  const seen = new Set<string>();
  return reasons.filter(({ code, text, span }) => {
    const key = `${code}:${text}:${span?.start}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
