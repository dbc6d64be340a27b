import { openQueryIndex, type QueryRow } from "@paddock/telemetry";
import type { CommandContext } from "../../cli/command.ts";
import { visible } from "../../text/visible.ts";

const sessions = `
  SELECT session, min(time) AS began, max(time) AS ended, count(*) AS records,
    count(DISTINCT CASE WHEN name = 'prompt.received' THEN id END) AS requests,
    sum(name = 'tool.called') AS calls,
    sum(name = 'approval.requested') AS questions,
    sum(name = 'sandbox.denied' OR (decision = 'deny' AND name IN ('decision.made', 'network.decided'))) AS refusals,
    max(name = 'session.ended') AS closed,
    (SELECT subject FROM events AS first WHERE first.session = events.session AND name = 'tool.called' ORDER BY seq LIMIT 1) AS first
  FROM events GROUP BY session ORDER BY began`;

function sessionLine(context: CommandContext, row: QueryRow): string {
  const count = (key: string, one: string, many: string): string =>
    `${String(row[key])} ${row[key] === 1 ? one : many}`;
  const parts = [
    count("requests", "request", "requests"),
    count("calls", "call", "calls"),
    count("questions", "question", "questions"),
    count("refusals", "refusal", "refusals"),
  ];
  const began = String(row["began"]).slice(0, 16).replace("T", " ");
  const open = row["closed"] === 1 ? "" : context.style("yellow", " open or crashed");
  const first =
    row["first"] === null ? "" : ` ${visible(String(row["first"])).split("\n")[0] ?? ""}`.slice(0, 60);
  const shown = Number(row["refusals"]) > 0 ? context.style("red", parts.join(", ")) : parts.join(", ");
  return `${began}  ${String(row["session"])}  ${shown}${open}${context.style("dim", first)}\n`;
}

/** Prints the sessions of a trail, one a line, the latest last. */
export async function listSessions(context: CommandContext, folder: string): Promise<void> {
  using index = await openQueryIndex(folder);
  for (const row of index.select(sessions))
    context.out(context.globals.json ? `${JSON.stringify(row)}\n` : sessionLine(context, row));
}
