import {
  escapeText,
  joinWords,
  type Origin,
  type RuleDecision,
  type Segment,
  type Verdict,
} from "@paddock/rules";
import type { CommandContext } from "../../cli/command.ts";

const COLOR: Readonly<Record<RuleDecision, "green" | "yellow" | "red" | "dim">> = {
  allow: "green",
  ask: "yellow",
  deny: "red",
  none: "dim",
};

/** Shows a verdict for people: the decision, each command with what decided it, and what else there is to know. */
export function showVerdict(verdict: Verdict, style: CommandContext["style"]): string {
  const lines = [
    style(COLOR[verdict.decision], verdict.decision) +
      (verdict.placement === undefined ? "" : ` (${verdict.placement} the sandbox)`),
  ];
  for (const segment of verdict.segments) lines.push(...showSegment(segment, style));
  for (const { text, origin } of verdict.reasons)
    lines.push(`  ${text}${origin === undefined ? "" : style("dim", ` [${showOrigin(origin)}]`)}`);
  if (verdict.danger !== undefined) lines.push(style("red", `  danger: ${verdict.danger.text}`));
  for (const { mode, path } of verdict.redirects)
    lines.push(`  ${mode}s ${escapeText(path)}; the sandbox decides`);
  for (const { line } of verdict.amendments) lines.push(style("dim", `  a rule would be: ${line}`));
  return `${lines.join("\n")}\n`;
}

function showSegment(
  { argv, decision, matches, guards, via }: Segment,
  style: CommandContext["style"],
): readonly string[] {
  const wrapped = via === undefined ? "" : style("dim", ` (run by ${via.join(", ")})`);
  const lines = [`  ${style(COLOR[decision], decision.padEnd(5))} ${escapeText(joinWords(argv))}${wrapped}`];
  for (const match of matches.filter(({ perhaps }) => perhaps !== true))
    lines.push(
      style("dim", `        ${match.decision} by ${joinWords(match.prefix)} [${showOrigin(match.origin)}]`),
    );
  const [open, ...others] = matches.filter(({ perhaps }) => perhaps === true);
  if (open !== undefined) {
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
    lines.push(
      style("dim", `        ${open.decision}, as it may be what ${showOrigin(open.origin)}${more} says`),
    );
  }
  for (const { flag, reason } of guards) lines.push(`        not covered: ${escapeText(flag)} ${reason}`);
  return lines;
}

/** Shows where a rule stands. */
export function showOrigin({ layer, file, line, column }: Origin): string {
  if (file === undefined) return layer;
  return [file, line, column].filter((part) => part !== undefined).join(":");
}
