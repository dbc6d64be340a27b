import type { Insights, Tally } from "./insights.ts";

/** Styles a piece of text; the identity when colours are off. */
export type Paint = (name: "bold" | "dim" | "red" | "green" | "yellow" | "cyan", text: string) => string;

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const levels = "▁▂▃▄▅▆▇█";

/** Draws a bar of so many columns, to an eighth of one. */
export function bar(share: number, columns: number): string {
  const units = Math.max(share > 0 ? 1 : 0, Math.round(share * columns * 8));
  return "█".repeat(Math.floor(units / 8)) + (eighths[units % 8] ?? "");
}

/** Draws one level for each value; an empty text for no values. */
export function spark(values: readonly number[]): string {
  const most = Math.max(...values, 1);
  return values
    .map((value) => (value === 0 ? " " : (levels[Math.min(7, Math.floor((value / most) * 7.999))] ?? "")))
    .join("");
}

/** A duration as people say it. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  if (milliseconds < 3_600_000) return `${(milliseconds / 60_000).toFixed(1)} min`;
  return `${(milliseconds / 3_600_000).toFixed(1)} h`;
}

/** A count with thin groups of three. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

const many = (count: number, one: string): string => `${countText(count)} ${one}${count === 1 ? "" : "s"}`;

/** Control characters and line breaks of recorded text must not reach the terminal. */
function safe(text: string, longest: number): string {
  const line = text.replace(/[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, "·");
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

/** Prints insights for a terminal of so many columns. */
export function insightsText(insights: Insights, paint: Paint, columns = 80): string {
  const { totals } = insights;
  const out: string[] = [];
  const title = (text: string): void => {
    out.push("", paint("bold", text));
  };
  const chart = (tallies: readonly Tally[], colour: "cyan" | "red" | "yellow" | "green"): void => {
    const most = Math.max(...tallies.map(({ count }) => count), 1);
    const width = Math.min(36, Math.max(...tallies.map(({ name }) => name.length), 4));
    for (const { name, count } of tallies)
      out.push(
        `  ${safe(name, width).padEnd(width)} ${paint(colour, bar(count / most, Math.max(8, columns - width - 16)))} ${countText(count)}`,
      );
  };
  if (totals.records === 0) return "no records in this time\n";
  out.push(
    paint("bold", `${insights.from.slice(0, 10)} to ${insights.to.slice(0, 10)}`),
    `${many(totals.sessions, "session")}, ${many(totals.turns, "turn")}, ${many(totals.calls, "call")} by ${many(totals.users, "user")}`,
    `${many(totals.decisions, "decision")}: ${paint("red", `${countText(totals.refused)} refused or blocked`)}, ${paint("yellow", many(totals.asked, "question"))} (${((totals.asked * 100) / Math.max(1, totals.calls)).toFixed(1)} for 100 calls)`,
  );
  if (totals.inputTokens > 0)
    out.push(`${countText(totals.inputTokens)} tokens in, ${countText(totals.outputTokens)} out`);
  if (insights.days.length > 1) {
    const days = insights.days.slice(-Math.max(10, columns - 24));
    title("A day");
    out.push(
      `  calls    ${paint("cyan", spark(days.map(({ calls }) => calls)))}`,
      `  refused  ${paint("red", spark(days.map(({ refused }) => refused)))}`,
      `  asked    ${paint("yellow", spark(days.map(({ asked }) => asked)))}`,
    );
  }
  if (insights.tools.length > 0) {
    title("Tools");
    const most = Math.max(...insights.tools.map(({ calls }) => calls));
    for (const use of insights.tools) {
      const name = safe(use.server === "" ? use.tool : `${use.server}/${use.tool}`, 24).padEnd(24);
      const time = use.p50 === undefined ? "" : ` ${durationText(use.p50)} / ${durationText(use.p95 ?? 0)}`;
      const trouble = [
        use.failed > 0 ? `${use.failed} failed` : "",
        use.refused > 0 ? `${use.refused} refused` : "",
      ]
        .filter(Boolean)
        .join(", ");
      out.push(
        `  ${name} ${paint("cyan", bar(use.calls / most, 20).padEnd(20))} ${countText(use.calls)}${paint("dim", time)}${trouble === "" ? "" : ` ${paint("red", trouble)}`}`,
      );
    }
  }
  const charts: readonly (readonly [
    title: string,
    tallies: readonly Tally[],
    colour: "cyan" | "red" | "yellow" | "green",
  ])[] = [
    ["Who said no", insights.refusedBy, "red"],
    ["Refused programs", insights.refusedPrograms, "red"],
    ["Refused hosts", insights.refusedHosts, "red"],
    ["What the sandbox denied", insights.refusedObjects, "red"],
    ["Answers to questions", insights.answers, "yellow"],
    ["Enforcement", insights.enforcement, "green"],
    ["People", insights.people, "cyan"],
    ["Programs that drove sessions", insights.clients, "cyan"],
    ["Models", insights.models, "cyan"],
    ["MCP servers", insights.servers.map(({ server, calls }) => ({ name: server, count: calls })), "cyan"],
    ["Trouble of the trail", insights.trouble, "yellow"],
  ];
  for (const [name, tallies, colour] of charts) {
    if (tallies.length === 0) continue;
    title(name);
    chart(tallies, colour);
  }
  if (insights.repeated.length > 0) {
    title("Asked most");
    for (const { subject, asked, allowed, waited } of insights.repeated)
      out.push(
        `  ${String(asked).padStart(4)} x ${safe(subject, columns - 30)} ${paint("dim", `${allowed} allowed, ${durationText(waited)} waited`)}`,
      );
    const { p50, p95, total } = insights.wait;
    if (p50 !== undefined && p95 !== undefined)
      out.push(
        `  waiting: half within ${durationText(p50)}, 95 of 100 within ${durationText(p95)}, ${durationText(total)} in all`,
      );
  }
  if (insights.rules.length > 0) {
    title("Rules that would have answered");
    for (const { rule, asked, waited } of insights.rules)
      out.push(
        `  ${paint("green", safe(rule, columns - 4))}`,
        `         ${paint("dim", `${asked} questions, ${durationText(waited)} of waiting`)}`,
      );
    out.push(`  ${paint("dim", "`paddock rules add -- WORD...` writes one")}`);
  }
  return `${out.join("\n")}\n`;
}
