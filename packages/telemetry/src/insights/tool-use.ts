import type { QueryRow } from "../query/query-index.ts";
import { number, text } from "./cells.ts";
import type { ServerUse, ToolUse } from "./insights.ts";

type Times = (readonly [milliseconds: number, count: number])[];

const refusals = new Set(["denied", "blocked", "cancelled", "stopped"]);

/** Counts calls, failures, refusals and durations by tool. */
export function toolUse(rows: (sql: string) => readonly QueryRow[]): readonly ToolUse[] {
  // Durations to a millisecond are few: groups of them, in order, hold every quantile.
  const groups =
    rows(`SELECT coalesce(tool, kind, 'unknown') AS tool, coalesce(server, '') AS server, outcome,
    CAST(round(duration_ms) AS INTEGER) AS ms, count(*) AS n
    FROM records WHERE name = 'tool.completed' AND IN_RANGE GROUP BY 1, 2, 3, 4`);
  const tools = new Map<string, { use: ToolUse; readonly times: Times }>();
  for (const row of groups) {
    const [tool, server, outcome, count] = [
      text(row["tool"]),
      text(row["server"]),
      text(row["outcome"]),
      number(row["n"]),
    ];
    const key = `${server}/${tool}`;
    const known = tools.get(key) ?? { use: { tool, server, calls: 0, failed: 0, refused: 0 }, times: [] };
    known.use = {
      ...known.use,
      calls: known.use.calls + count,
      failed: known.use.failed + (outcome === "failed" ? count : 0),
      refused: known.use.refused + (refusals.has(outcome) ? count : 0),
    };
    if (row["ms"] !== null) known.times.push([number(row["ms"]), count]);
    tools.set(key, known);
  }
  return [...tools.values()]
    .map(({ use, times }) => ({ ...use, ...quantilesOf(times) }))
    .sort((a, b) => b.calls - a.calls || a.tool.localeCompare(b.tool));
}

/** Adds up the tools of each MCP server, the most used first. */
export function serverUse(tools: readonly ToolUse[]): readonly ServerUse[] {
  const servers = new Map<string, ServerUse>();
  for (const { server, calls, failed, refused } of tools) {
    if (server === "") continue;
    const known = servers.get(server) ?? { server, tools: 0, calls: 0, failed: 0, refused: 0 };
    servers.set(server, {
      server,
      tools: known.tools + 1,
      calls: known.calls + calls,
      failed: known.failed + failed,
      refused: known.refused + refused,
    });
  }
  return [...servers.values()].sort((a, b) => b.calls - a.calls || a.server.localeCompare(b.server));
}

function quantilesOf(times: Times): Pick<ToolUse, "p50" | "p95"> {
  const sorted = times.toSorted(([a], [b]) => a - b);
  const timed = sorted.reduce((sum, [, count]) => sum + count, 0);
  const at = (share: number): number => {
    let left = Math.ceil(timed * share);
    for (const [milliseconds, count] of sorted) {
      left -= count;
      if (left <= 0) return milliseconds;
    }
    return 0;
  };
  return timed === 0 ? {} : { p50: at(0.5), p95: at(0.95) };
}
