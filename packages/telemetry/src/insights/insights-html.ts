import type { CallFlow, Insights, ServerUse, ToolUse } from "./insights.ts";
import { countText, durationText } from "./insights-text.ts";
import { dayChart } from "./report/day-chart.ts";
import {
  bar,
  barCard,
  type Colour,
  card,
  escapeHtml,
  percentText,
  section,
  shortCount,
  table,
} from "./report/parts.ts";
import { style } from "./report/style.ts";

const many = (count: number, one: string, more: string): string =>
  `${countText(count)} ${count === 1 ? one : more}`;

const callsOf = ({ free, asked, blocked, refused }: CallFlow): number => free + asked + blocked + refused;

/** The report in two or three sentences. */
function lede({ totals, flow, rules, wait }: Insights): string {
  const judged = callsOf(flow);
  if (judged === 0) return "No action was judged in this time.";
  const sentences = [
    `${many(totals.users, "person", "people")} ran ${many(totals.sessions, "session", "sessions")}. Of ${many(judged, "judged action", "judged actions")}, ${percentText(flow.free / judged)} simply ran, ${percentText(flow.asked / judged)} ran after a yes, ${percentText(flow.blocked / judged)} met the boundary while running, and ${percentText(flow.refused / judged)} were refused.`,
  ];
  const removed = rules.reduce((sum, { asked }) => sum + asked, 0);
  if (removed > 0)
    sentences.push(
      `${many(rules.length, "rule", "rules")} would have answered ${countText(removed)} of ${many(totals.asked, "question", "questions")} and saved ${durationText(rules.reduce((sum, { waited }) => sum + waited, 0))} of ${durationText(wait.total)} of waiting.`,
    );
  return sentences.join(" ");
}

function figures({ totals, flow, wait, days }: Insights): string {
  const judged = Math.max(1, callsOf(flow));
  const figure = (value: string, label: string, more: string): string =>
    `<div class="figure"><b>${value}</b><span>${label}</span><i>${more}</i></div>`;
  const tokens = totals.inputTokens + totals.outputTokens;
  return `<div class="card figures">${[
    figure(shortCount(totals.sessions), "sessions", `on ${many(days.length, "day", "days")}`),
    figure(shortCount(totals.calls), "calls", `for ${many(totals.turns, "request", "requests")}`),
    figure(percentText(flow.free / judged), "ran freely", "no question, no block"),
    figure(
      shortCount(totals.refused),
      "refused or blocked",
      `${((totals.refused * 100) / judged).toFixed(1)} for 100 actions`,
    ),
    figure(
      shortCount(totals.asked),
      "questions",
      wait.p50 === undefined ? "none answered" : `median wait ${durationText(wait.p50)}`,
    ),
    figure(shortCount(tokens), "tokens", `${shortCount(totals.outputTokens)} of them out`),
  ].join("")}</div>`;
}

function flowCard(flow: CallFlow): string {
  const all = callsOf(flow);
  if (all === 0) return "";
  const parts: readonly (readonly [name: string, count: number, colour: Colour])[] = [
    ["ran without a question", flow.free, "good"],
    ["ran after a yes", flow.asked, "ask"],
    ["ran, with something blocked", flow.blocked, "block"],
    ["refused before it ran", flow.refused, "no"],
  ];
  const shown = parts.filter(([, count]) => count > 0);
  const stack = shown.map(
    ([name, count, colour]) =>
      `<div title="${name}: ${countText(count)}" style="flex:${count};background:var(--${colour})"></div>`,
  );
  const legend = parts.map(
    ([name, count, colour]) =>
      `<li><span class="dot" style="background:var(--${colour})"></span><b>${countText(count)}</b> ${name} (${percentText(count / all)})</li>`,
  );
  return card(
    "What became of the actions",
    `<div class="stack">${stack.join("")}</div><ul class="legend">${legend.join("")}</ul>`,
    true,
  );
}

const count = (value: number, bad = false): string =>
  `<td class="n${value === 0 ? " zero" : bad ? " bad" : ""}">${countText(value)}</td>`;

function toolTable(tools: readonly ToolUse[]): string {
  const most = Math.max(...tools.map(({ calls }) => calls), 1);
  const rows = tools.map((use) => {
    const name = escapeHtml(use.server === "" ? use.tool : `${use.server} / ${use.tool}`);
    const time = (milliseconds: number | undefined): string =>
      `<td class="n">${milliseconds === undefined ? "" : durationText(milliseconds)}</td>`;
    return `<tr><td>${name}${bar(use.calls / most, "calls")}</td>${count(use.calls)}${count(use.failed, true)}${count(use.refused, true)}${time(use.p50)}${time(use.p95)}</tr>`;
  });
  return tools.length === 0
    ? ""
    : card("Tools", table(["tool", "#calls", "#failed", "#refused", "#median", "#95 of 100"], rows), true);
}

function serverTable(servers: readonly ServerUse[]): string {
  const rows = servers.map(
    ({ server, tools, calls, failed, refused }) =>
      `<tr><td>${escapeHtml(server)}</td>${count(tools)}${count(calls)}${count(failed, true)}${count(refused, true)}</tr>`,
  );
  return servers.length === 0
    ? ""
    : card("MCP servers", table(["server", "#tools used", "#calls", "#failed", "#refused"], rows), true);
}

function ruleTable({ rules }: Insights): string {
  if (rules.length === 0) return "";
  const rows = rules.map(
    ({ rule, asked, waited, subjects }) =>
      `<tr><td><code class="rule">${escapeHtml(rule)}</code></td><td><code>${subjects.map((subject) => escapeHtml(subject.slice(0, 120))).join("<br>")}</code></td>${count(asked)}<td class="n">${durationText(waited)}</td></tr>`,
  );
  return card(
    "Rules that would have answered",
    table(["rule", "asked about", "#questions", "#waiting"], rows),
    true,
  );
}

function askedTable({ repeated }: Insights): string {
  const rows = repeated.map(
    ({ subject, asked, allowed, waited, rule }) =>
      `<tr><td><code>${escapeHtml(subject.slice(0, 200))}</code></td>${count(asked)}${count(allowed)}<td class="n">${durationText(waited)}</td><td>${rule === undefined ? "" : "yes"}</td></tr>`,
  );
  return repeated.length === 0
    ? ""
    : card("Asked most", table(["what", "#asked", "#allowed", "#waiting", "a rule would do"], rows), true);
}

/** Writes insights as one HTML file that needs nothing else: no script, no network, no font. Recorded text is escaped. */
export function insightsHtml(insights: Insights): string {
  const { totals, wait } = insights;
  const day = (time: string): string => escapeHtml(time.slice(0, 16).replace("T", " "));
  const range = insights.from === "" ? "no records" : `${day(insights.from)} to ${day(insights.to)} UTC`;
  const waiting =
    wait.p50 === undefined
      ? "Nothing was waited for."
      : `Half of the answers came within ${durationText(wait.p50)}, 95 of 100 within ${durationText(wait.p95 ?? 0)}; ${durationText(wait.total)} of waiting in all.`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Paddock insights, ${range}</title><style>${style}</style></head><body><main>
<header><p class="brand">Paddock</p><h1>Insights</h1><p class="range">${range}</p></header>
<p class="lede">${lede(insights)}</p>
${figures(insights)}
<div class="grid">${flowCard(insights.flow)}
${insights.days.length === 0 ? "" : card("Day by day", dayChart(insights.days), true)}</div>
${section("Questions", waiting, [
  barCard("Answers", insights.answers, "ask"),
  barCard("How long the answer took", insights.waits, "ask"),
  ruleTable(insights),
  askedTable(insights),
])}
${section(
  "Refusals and blocks",
  "What said no, and to what. A block is the sandbox or the network refusing something that a running program tried.",
  [
    barCard("Who said no", insights.refusedBy, "no"),
    barCard("Programs that were refused", insights.refusedPrograms, "no"),
    barCard("Hosts that were refused", insights.refusedHosts, "no"),
    barCard("What the sandbox denied", insights.refusedObjects, "no"),
  ],
)}
${section(
  "Tools and MCP servers",
  "Calls that have a result. Waiting for an answer is not counted in their time.",
  [toolTable(insights.tools), serverTable(insights.servers)],
)}
${section(
  "Adoption and policy",
  "Sessions by person, program and policy in force; responses by model; runs by what the sandbox really gave.",
  [
    barCard("People", insights.people, "calls"),
    barCard("Programs that drove sessions", insights.clients, "calls"),
    barCard("Models", insights.models, "calls"),
    barCard("Policies, by the start of their digest", insights.policies, "calls"),
    barCard("Enforcement of runs and sessions", insights.enforcement, "good"),
    barCard("Trouble of the trail", insights.trouble, "block"),
  ],
)}
<footer>${countText(totals.records)} records. Counted from the trail's query index; it proves nothing: <code>paddock logs verify</code> does.</footer>
</main></body></html>
`;
}
