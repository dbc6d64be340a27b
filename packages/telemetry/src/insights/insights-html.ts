import type { Day, Insights, Tally } from "./insights.ts";
import { countText, durationText } from "./insights-text.ts";

const escapeHtml = (text: string): string =>
  text
    .replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "·");

const style = `
:root{color-scheme:light dark;--ink:#1d2430;--soft:#667085;--line:#e4e7ec;--paper:#fff;--back:#f6f7f9;--calls:#2f6fed;--no:#d6453d;--ask:#d99a1c;--good:#2b8a5a}
@media (prefers-color-scheme:dark){:root{--ink:#e7eaf0;--soft:#98a2b3;--line:#2b3240;--paper:#171c26;--back:#0f131a;--calls:#6b9bff;--no:#f0736b;--ask:#e8b84a;--good:#58b987}}
*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 20px 64px}h1{font-size:26px;margin:0}h2{font-size:16px;margin:0 0 12px}
.sub{color:var(--soft);margin:2px 0 24px}.grid{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(320px,1fr))}
.card{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:18px;min-width:0;overflow-x:auto}.wide{grid-column:1/-1}
.figures{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));margin-bottom:16px}
.figure b{display:block;font-size:26px;font-variant-numeric:tabular-nums}.figure span{color:var(--soft)}
svg{display:block;width:100%;height:auto}svg text{fill:var(--ink);font:12px system-ui,sans-serif}svg .soft{fill:var(--soft)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:5px 12px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:500}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}th.n{text-align:right}
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}.key{display:flex;gap:16px;color:var(--soft);margin-bottom:6px}.key i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}
`;

/** Draws horizontal bars as SVG. */
function bars(tallies: readonly Tally[], colour: string): string {
  const most = Math.max(...tallies.map(({ count }) => count), 1);
  const rows = tallies.map(({ name, count }, index) => {
    const y = index * 26;
    const width = Math.max(2, (count / most) * 140);
    const shown = name.length > 19 ? `${name.slice(0, 18)}…` : name;
    return `<g><title>${escapeHtml(name)}: ${countText(count)}</title><text x="0" y="${y + 16}">${escapeHtml(shown)}</text><rect x="132" y="${y + 4}" width="${width.toFixed(1)}" height="16" rx="3" fill="var(--${colour})"/><text class="soft" x="${(138 + width).toFixed(1)}" y="${y + 16}">${countText(count)}</text></g>`;
  });
  return `<svg viewBox="0 0 324 ${tallies.length * 26}" role="img">${rows.join("")}</svg>`;
}

/** Draws days as columns: calls behind, refusals and questions before them, on one scale of their own each. */
function dayChart(days: readonly Day[]): string {
  const shown = days.slice(-90);
  const [width, height] = [1000, 180];
  const step = width / Math.max(shown.length, 1);
  const thick = Math.max(1, Math.min(28, step * 0.7));
  const mostCalls = Math.max(...shown.map(({ calls }) => calls), 1);
  const mostOther = Math.max(...shown.map(({ refused, asked }) => Math.max(refused, asked)), 1);
  const column = (index: number, share: number, colour: string, offset: number, part: number): string => {
    const tall = share * (height - 20);
    if (tall === 0) return "";
    return `<rect x="${(index * step + (step - thick) / 2 + offset * thick).toFixed(1)}" y="${(height - tall).toFixed(1)}" width="${(thick * part).toFixed(1)}" height="${tall.toFixed(1)}" rx="1.5" fill="var(--${colour})"/>`;
  };
  const columns = shown.map(
    (day, index) =>
      `<g><title>${day.day}: ${countText(day.sessions)} sessions, ${countText(day.calls)} calls, ${countText(day.refused)} refused, ${countText(day.asked)} asked</title>` +
      column(index, day.calls / mostCalls, "calls", 0, 0.4) +
      column(index, day.refused / mostOther, "no", 0.42, 0.28) +
      column(index, day.asked / mostOther, "ask", 0.72, 0.28) +
      "</g>",
  );
  const every = Math.ceil(shown.length / 8);
  const labels = shown.map((day, index) =>
    index % every === 0
      ? `<text class="soft" x="${(index * step + step / 2).toFixed(1)}" y="${height + 18}" text-anchor="middle">${day.day.slice(5)}</text>`
      : "",
  );
  return `<div class="key"><span><i style="background:var(--calls)"></i>calls (most ${countText(mostCalls)})</span><span><i style="background:var(--no)"></i>refused</span><span><i style="background:var(--ask)"></i>asked (most of both ${countText(mostOther)})</span></div><svg viewBox="0 0 ${width} ${height + 26}" role="img"><line x1="0" y1="${height}" x2="${width}" y2="${height}" stroke="var(--line)"/>${columns.join("")}${labels.join("")}</svg>`;
}

/** Writes insights as one HTML file that needs nothing else: no script, no network, no font. Recorded text is escaped. */
export function insightsHtml(insights: Insights): string {
  const { totals } = insights;
  const figure = (value: string, label: string): string =>
    `<div class="card figure"><b>${value}</b><span>${label}</span></div>`;
  const card = (title: string, body: string, wide = false): string =>
    `<section class="card${wide ? " wide" : ""}"><h2>${title}</h2>${body}</section>`;
  const chart = (title: string, tallies: readonly Tally[], colour: string): string =>
    tallies.length === 0 ? "" : card(title, bars(tallies, colour));
  const tools = insights.tools.map(
    (use) =>
      `<tr><td>${escapeHtml(use.server === "" ? use.tool : `${use.server} / ${use.tool}`)}</td><td class="n">${countText(use.calls)}</td><td class="n">${countText(use.failed)}</td><td class="n">${countText(use.refused)}</td><td class="n">${use.p50 === undefined ? "" : durationText(use.p50)}</td><td class="n">${use.p95 === undefined ? "" : durationText(use.p95)}</td></tr>`,
  );
  const repeated = insights.repeated.map(
    ({ subject, asked, allowed, waited, rule }) =>
      `<tr><td><code>${escapeHtml(subject.slice(0, 200))}</code></td><td class="n">${countText(asked)}</td><td class="n">${countText(allowed)}</td><td class="n">${durationText(waited)}</td><td>${rule === undefined ? "" : `<code>${escapeHtml(rule)}</code>`}</td></tr>`,
  );
  const wait =
    insights.wait.p50 === undefined
      ? ""
      : `<p class="sub">Half of the answers came within ${durationText(insights.wait.p50)}, 95 of 100 within ${durationText(insights.wait.p95 ?? 0)}; ${durationText(insights.wait.total)} of waiting in all.</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Paddock insights</title><style>${style}</style></head><body><main>
<h1>Paddock insights</h1><p class="sub">${escapeHtml(insights.from.slice(0, 16).replace("T", " "))} to ${escapeHtml(insights.to.slice(0, 16).replace("T", " "))} UTC, ${countText(totals.records)} records</p>
<div class="figures">${figure(countText(totals.sessions), "sessions")}${figure(countText(totals.calls), "calls")}${figure(countText(totals.refused), "refused or blocked")}${figure(countText(totals.asked), "questions")}${figure(`${((totals.asked * 100) / Math.max(1, totals.calls)).toFixed(1)}`, "questions for 100 calls")}${figure(countText(totals.inputTokens + totals.outputTokens), "tokens")}</div>
<div class="grid">
${insights.days.length === 0 ? "" : card("Use by day", dayChart(insights.days), true)}
${chart("Who said no", insights.refusedBy, "no")}
${chart("Answers to questions", insights.answers, "ask")}
${chart("Refused programs", insights.refusedPrograms, "no")}
${chart("Refused hosts", insights.refusedHosts, "no")}
${chart("What the sandbox denied", insights.refusedObjects, "no")}
${chart("Enforcement", insights.enforcement, "good")}
${chart("Models", insights.models, "calls")}
${chart("Sessions by policy", insights.policies, "calls")}
${chart("Trouble of the trail", insights.trouble, "ask")}
${tools.length === 0 ? "" : card("Tools", `<table><tr><th>tool</th><th class="n">calls</th><th class="n">failed</th><th class="n">refused</th><th class="n">median</th><th class="n">95 of 100</th></tr>${tools.join("")}</table>`, true)}
${repeated.length === 0 ? "" : card("Asked most, and the rule that would answer", `${wait}<table><tr><th>what</th><th class="n">asked</th><th class="n">allowed</th><th class="n">waited</th><th>rule</th></tr>${repeated.join("")}</table>`, true)}
</div></main></body></html>
`;
}
