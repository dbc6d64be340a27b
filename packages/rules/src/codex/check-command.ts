import { ruleLine } from "../amend/rule-line.ts";
import type { CheckOptions } from "../check-options.ts";
import type { HostExecutables } from "../rule/host-executable.ts";
import { baseName } from "../rule/path.ts";
import type { RuleWord } from "../rule/prefix-rule.ts";
import { matchResolved, type ResolvedMatch } from "../rule/resolve-match.ts";
import type { RuleIndex } from "../rule/rule-index.ts";
import { joinWords } from "../rule/shlex.ts";
import type {
  Amendment,
  Command,
  Danger,
  Reason,
  RuleDecision,
  RuleMatch,
  Segment,
  Verdict,
} from "../verdict.ts";
import { isForcedRemoval } from "./forced-removal.ts";
import { splitPlainCommands } from "./plain-commands.ts";

const DECISIONS: Readonly<Record<RuleWord, "allow" | "ask" | "deny">> = {
  allow: "allow",
  prompt: "ask",
  "prompt-user": "ask",
  forbidden: "deny",
};
const SEVERITY: Readonly<Record<RuleDecision, number>> = { none: 0, allow: 1, ask: 2, deny: 3 };
const DANGER: Danger = {
  code: "forced-removal",
  text: "rm -f style commands are not permitted without approval",
};

/** Judges a command as Codex 0.169.0 does: plain commands one by one, anything else as one opaque word. */
export function checkAsCodex(
  index: RuleIndex,
  hosts: HostExecutables,
  command: Command,
  options: CheckOptions,
): Verdict {
  const outer = command.kind === "argv" ? command.argv : [command.shell ?? "/bin/bash", "-lc", command.text];
  const plain = openShell(outer);
  const place = { cwd: options.cwd ?? "/", home: options.home };
  const segments = (plain ?? [outer]).map((argv) => judge(argv, matchResolved(index, hosts, argv, place)));
  const worst = segments.reduce<RuleDecision>(
    (a, { decision }) => (SEVERITY[decision] > SEVERITY[a] ? decision : a),
    "none",
  );
  const allowed = segments.length > 0 && segments.every(({ decision }) => decision === "allow");
  const decision = worst === "allow" && !allowed ? "none" : worst;
  const danger = segments.find((segment) => segment.danger !== undefined)?.danger;
  return {
    v: 1,
    decision,
    ...(decision === "allow" ? { placement: "outside" as const } : {}),
    reasons: decision === "ask" || decision === "deny" ? [reason(outer, segments, decision)] : [],
    segments,
    matches: segments.flatMap(({ matches }) => matches),
    amendments:
      decision === "ask" || decision === "deny"
        ? []
        : segments.filter((segment) => segment.decision === "none").map(amendment),
    redirects: [],
    opaque:
      plain === undefined
        ? [{ code: "opaque", text: "Codex does not split this script into commands." }]
        : [],
    ...(danger === undefined ? {} : { danger }),
    refersTo: [],
  };
}

/** Opens `[shell, -lc | -c, script]`; undefined where the argv stays one command. */
function openShell(argv: readonly string[]): readonly (readonly string[])[] | undefined {
  const [shell, flag, script, ...rest] = argv;
  const opens =
    rest.length === 0 &&
    script !== undefined &&
    (flag === "-lc" || flag === "-c") &&
    /^(?:bash|zsh|sh)$/.test(baseName(shell!));
  if (!opens) return [argv];
  return splitPlainCommands(script);
}

function judge(argv: readonly string[], matches: readonly ResolvedMatch[]): Segment {
  const decision = matches.reduce<RuleDecision>((a, { rule }) => {
    const next = DECISIONS[rule.decision];
    return SEVERITY[next] > SEVERITY[a] ? next : a;
  }, "none");
  return {
    argv,
    decision,
    matches: matches.map(
      ({ rule, prefix, resolvedProgram }): RuleMatch => ({
        decision: DECISIONS[rule.decision],
        prefix,
        origin: rule.origin,
        ...(rule.justification === undefined ? {} : { justification: rule.justification }),
        ...(resolvedProgram === undefined ? {} : { resolvedProgram }),
        ...(rule.decision === "prompt-user" ? { personOnly: true } : {}),
      }),
    ),
    guards: [],
    reading: "strict",
    // Heuristics see only what no rule matches.
    ...(decision === "none" && isForcedRemoval(argv) ? { danger: DANGER } : {}),
  };
}

/** The longest matched prefix of the winning kind speaks. */
function reason(outer: readonly string[], segments: readonly Segment[], decision: "ask" | "deny"): Reason {
  const matches = segments
    .flatMap((segment) => segment.matches)
    .filter((match) => match.decision === decision);
  const match = matches.reduce((a, b) => (b.prefix.length > a.prefix.length ? b : a));
  const line = joinWords(outer);
  const why = match.justification;
  const text =
    decision === "ask"
      ? `\`${line}\` requires approval${why === undefined ? " by policy" : `: ${why}`}`
      : `\`${line}\` rejected: ${why ?? `policy forbids commands starting with \`${joinWords(match.prefix)}\``}`;
  return { code: decision === "ask" ? "rule-ask" : "rule-deny", text, origin: match.origin };
}

function amendment({ argv }: Segment): Amendment {
  return { prefix: argv, line: ruleLine(argv), alsoMatches: [], target: "user" };
}
