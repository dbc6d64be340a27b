import { visible } from "../text/visible.ts";
import { type Row, row, type Tone } from "../view/row.ts";
import type { SlashCommand } from "./slash-command.ts";

function fact(name: string, value: string, note = "", tone: Tone = "plain"): Row {
  return [
    { text: `  ${name.padEnd(11)} `, tone: "muted" },
    { text: visible(value), tone },
    { text: note === "" ? "" : `  ${visible(note)}`, tone: "muted" },
  ];
}

/** `/status`: what is in force, where each value comes from, and what the sandbox really enforces. */
export const statusCommand: SlashCommand = {
  name: "status",
  summary: "What is in force, where it comes from, what the sandbox enforces here",
  run(_argument, { session }) {
    const { facts } = session;
    const report = session.enforcement;
    const rows: Row[] = [
      row("Status", "accent", true),
      fact("session", session.id),
      fact("folder", facts.workspace, facts.trust),
      fact("model", facts.model, facts.isModel ? facts.provider : "no provider is configured"),
      fact("sandbox", facts.sandbox, facts.network, facts.sandbox === "danger-full-access" ? "bad" : "ok"),
      fact(
        "asks",
        facts.approvals,
        facts.reviewer === "auto_review" ? "an automatic reviewer answers first" : "you answer",
      ),
      fact("trail", facts.trail),
    ];
    const tone: Tone =
      report.enforcement === "full" ? "ok" : report.enforcement === "partial" ? "warn" : "bad";
    rows.push(fact("enforced", report.enforcement, report.backend, tone));
    rows.push(fact("", report.guarantees.join(", ")));
    for (const { guarantee, why, fix } of report.lost)
      rows.push(fact("not", `${guarantee}: ${why}`, fix ?? "", "warn"));
    rows.push(row("Settings", "accent", true));
    for (const { key, value, source } of facts.settings)
      rows.push([
        { text: `  ${key} `, tone: "muted" },
        { text: visible(value) },
        { text: `  ${visible(source)}`, tone: "muted" },
      ]);
    return rows;
  },
};
