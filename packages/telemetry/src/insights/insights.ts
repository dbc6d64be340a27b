import type { QueryIndex, QueryRow } from "../query/query-index.ts";
import { number, text } from "./cells.ts";
import { countAll } from "./count-all.ts";
import { type Repeated, readQuestions, type SuggestedRule } from "./suggested-rules.ts";
import { serverUse, toolUse } from "./tool-use.ts";

/** One bar: a name and how often. */
export interface Tally {
  /** What is counted. */
  readonly name: string;
  /** How often. */
  readonly count: number;
}

/** One day of use. */
export interface Day {
  /** UTC day, `YYYY-MM-DD`. */
  readonly day: string;
  /** Sessions with a record on that day. */
  readonly sessions: number;
  /** Tool calls. */
  readonly calls: number;
  /** Refusals and blocks. */
  readonly refused: number;
  /** Questions. */
  readonly asked: number;
}

/** How a tool does. */
export interface ToolUse {
  /** Tool as the model named it, or the kind of action. */
  readonly tool: string;
  /** MCP server; empty for tools of our own. */
  readonly server: string;
  /** Calls that have a result. */
  readonly calls: number;
  /** Calls that ran and failed. */
  readonly failed: number;
  /** Calls that were refused, blocked or cancelled. */
  readonly refused: number;
  /** Milliseconds; undefined where nothing was timed. */
  readonly p50?: number;
  /** Milliseconds that 95 of 100 calls stay under. */
  readonly p95?: number;
}

/** How a server of MCP tools does. */
export interface ServerUse {
  /** Name as configured. */
  readonly server: string;
  /** Tools of it that were called. */
  readonly tools: number;
  /** Calls that have a result. */
  readonly calls: number;
  /** Calls that ran and failed. */
  readonly failed: number;
  /** Calls that were refused, blocked or cancelled. */
  readonly refused: number;
}

/** What became of the calls. */
export interface CallFlow {
  /** Ran without a question, with nothing blocked. */
  readonly free: number;
  /** Ran after a person or the reviewer said yes. */
  readonly asked: number;
  /** Ran, and the boundary blocked something that the program tried. */
  readonly blocked: number;
  /** Refused before anything ran. */
  readonly refused: number;
}

/** What a trail says about how the agent is used and how its boundary works. JSON-safe. */
export interface Insights {
  /** Version of the shape. */
  readonly v: 1;
  /** Time of the first record, ISO 8601; empty for an empty trail. */
  readonly from: string;
  /** Time of the last record. */
  readonly to: string;
  /** Counts over the whole range. */
  readonly totals: {
    readonly records: number;
    readonly sessions: number;
    readonly users: number;
    readonly turns: number;
    readonly calls: number;
    readonly decisions: number;
    readonly refused: number;
    readonly asked: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
  };
  /** Use by UTC day, oldest first. */
  readonly days: readonly Day[];
  /** Tools by number of calls, most first. */
  readonly tools: readonly ToolUse[];
  /** What said no: rule, policy, user, reviewer, sandbox, network. */
  readonly refusedBy: readonly Tally[];
  /** What questions were answered with. */
  readonly answers: readonly Tally[];
  /** Milliseconds people took to answer. */
  readonly wait: { readonly p50?: number; readonly p95?: number; readonly total: number };
  /** How long people took, from the shortest waits to the longest. */
  readonly waits: readonly Tally[];
  /** What became of the calls. */
  readonly flow: CallFlow;
  /** What was asked most. */
  readonly repeated: readonly Repeated[];
  /** Rules that would have answered questions, the most useful first. */
  readonly rules: readonly SuggestedRule[];
  /** MCP servers by number of calls, most first. */
  readonly servers: readonly ServerUse[];
  /** Sessions by person. */
  readonly people: readonly Tally[];
  /** Sessions by the program that drove them. */
  readonly clients: readonly Tally[];
  /** Hosts that the network policy refused. */
  readonly refusedHosts: readonly Tally[];
  /** Paths and other objects that the sandbox refused. */
  readonly refusedObjects: readonly Tally[];
  /** Programs whose commands were refused. */
  readonly refusedPrograms: readonly Tally[];
  /** How strong the sandbox was, by run and session. */
  readonly enforcement: readonly Tally[];
  /** Responses by model. */
  readonly models: readonly Tally[];
  /** Sessions by the start of their policy digest. */
  readonly policies: readonly Tally[];
  /** Trouble of the trail itself. */
  readonly trouble: readonly Tally[];
}

/** Reads the insights of a trail from its query index. `since` and `until` bound the time, as ISO 8601 texts. */
export function gatherInsights(
  index: QueryIndex,
  range: { readonly since?: string; readonly until?: string } = {},
): Insights {
  const bounds = [range.since ?? "", range.until ?? "~"];
  const rows = (sql: string): readonly QueryRow[] =>
    index.select(sql.replaceAll("IN_RANGE", "time >= ?1 AND time < ?2"), bounds);
  const tally = (sql: string): readonly Tally[] =>
    rows(sql).map((row) => ({ name: text(row["name"]) || "unknown", count: number(row["n"]) }));
  const top = (column: string, where: string): readonly Tally[] =>
    tally(
      `SELECT ${column} AS name, count(*) AS n FROM records WHERE ${where} AND ${column} IS NOT NULL AND IN_RANGE GROUP BY 1 ORDER BY n DESC, 1 LIMIT 10`,
    );
  const pass = countAll(rows);
  const { byName } = pass;
  const users = rows(
    `SELECT count(DISTINCT "user") AS n FROM records WHERE name = 'session.started' AND IN_RANGE`,
  )[0];
  const tokens =
    rows(`SELECT sum(json_extract(attributes, '$.input_tokens')) AS i, sum(json_extract(attributes, '$.output_tokens')) AS o
    FROM records JOIN bodies USING (row) WHERE name = 'turn.completed' AND IN_RANGE`)[0];
  const refusedBy = [
    ...tally(
      `SELECT coalesce("by", 'policy') AS name, count(*) AS n FROM records WHERE name = 'decision.made' AND decision = 'deny' AND IN_RANGE GROUP BY 1`,
    ),
    { name: "sandbox", count: byName.get("sandbox.denied") ?? 0 },
    ...tally(
      `SELECT 'network' AS name, count(*) AS n FROM records WHERE name = 'network.decided' AND decision = 'deny' AND IN_RANGE`,
    ),
  ].filter(({ count }) => count > 0);
  const tools = toolUse(rows);
  const waits = rows(
    "SELECT wait_ms AS ms FROM records WHERE name = 'approval.answered' AND wait_ms IS NOT NULL AND IN_RANGE ORDER BY 1",
  ).map((row) => number(row["ms"]));
  return {
    v: 1,
    from: pass.from,
    to: pass.to,
    totals: {
      records: pass.records,
      sessions: pass.sessions,
      users: number(users?.["n"]),
      turns: byName.get("turn.started") ?? byName.get("turn.completed") ?? 0,
      calls: byName.get("tool.called") ?? 0,
      decisions: byName.get("decision.made") ?? 0,
      refused: refusedBy.reduce((sum, { count }) => sum + count, 0),
      asked: byName.get("approval.requested") ?? 0,
      inputTokens: number(tokens?.["i"]),
      outputTokens: number(tokens?.["o"]),
    },
    days: pass.days,
    tools: tools.slice(0, 15),
    servers: serverUse(tools),
    flow: callFlow(rows),
    waits: waitTallies(waits),
    people: tally(
      `SELECT "user" AS name, count(DISTINCT session) AS n FROM records WHERE name = 'session.started' AND IN_RANGE GROUP BY 1 ORDER BY n DESC, 1 LIMIT 15`,
    ),
    clients:
      tally(`SELECT json_extract(attributes, '$.client') AS name, count(DISTINCT session) AS n FROM records JOIN bodies USING (row)
      WHERE name = 'session.started' AND json_extract(attributes, '$.client') IS NOT NULL AND IN_RANGE GROUP BY 1 ORDER BY n DESC, 1`),
    refusedBy: refusedBy.toSorted((a, b) => b.count - a.count),
    answers: tally(
      "SELECT decision AS name, count(*) AS n FROM records WHERE name = 'approval.answered' AND IN_RANGE GROUP BY 1 ORDER BY n DESC",
    ),
    wait: { ...quantiles(waits), total: waits.reduce((sum, wait) => sum + wait, 0) },
    ...readQuestions(rows),
    refusedHosts: top("host", "name = 'network.decided' AND decision = 'deny'"),
    refusedObjects: top("object", "name = 'sandbox.denied'"),
    refusedPrograms: top("program", "name = 'decision.made' AND decision = 'deny'"),
    enforcement:
      tally(`SELECT json_extract(attributes, '$.enforcement') AS name, count(*) AS n FROM records JOIN bodies USING (row)
      WHERE name IN ('execution.ended', 'session.started') AND json_extract(attributes, '$.enforcement') IS NOT NULL AND IN_RANGE GROUP BY 1 ORDER BY n DESC`),
    models:
      tally(`SELECT json_extract(attributes, '$.model') AS name, count(*) AS n FROM records JOIN bodies USING (row)
      WHERE name = 'model.response' AND IN_RANGE GROUP BY 1 ORDER BY n DESC LIMIT 10`),
    policies: tally(
      "SELECT substr(policy, 1, 12) AS name, count(DISTINCT session) AS n FROM records WHERE name = 'session.started' AND policy IS NOT NULL AND IN_RANGE GROUP BY 1 ORDER BY n DESC LIMIT 10",
    ),
    trouble: tally(
      "SELECT name, count(*) AS n FROM records WHERE name IN ('trail.recovered', 'trail.clock_changed', 'export.failed') AND IN_RANGE GROUP BY 1 ORDER BY n DESC",
    ),
  };
}

function quantiles(sorted: readonly number[]): { readonly p50?: number; readonly p95?: number } {
  const at = (share: number): number | undefined =>
    sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
  const [p50, p95] = [at(0.5), at(0.95)];
  return p50 === undefined || p95 === undefined ? {} : { p50, p95 };
}

const waitBounds = [
  ["under 2 s", 2_000],
  ["2 to 5 s", 5_000],
  ["5 to 15 s", 15_000],
  ["15 to 60 s", 60_000],
  ["1 to 5 min", 300_000],
  ["5 to 60 min", 3_600_000],
  ["longer", Number.POSITIVE_INFINITY],
] as const;

/** Counts waits by length; nothing where nobody waited. */
function waitTallies(waits: readonly number[]): readonly Tally[] {
  if (waits.length === 0) return [];
  const longest = waitBounds.findIndex(([, below]) => (waits.at(-1) ?? 0) < below);
  return waitBounds.slice(0, longest + 1).map(([name, below], index) => {
    const from = waitBounds[index - 1]?.[1] ?? 0;
    return { name, count: waits.filter((wait) => wait >= from && wait < below).length };
  });
}

function callFlow(rows: (sql: string) => readonly QueryRow[]): CallFlow {
  const [decided] =
    rows(`SELECT sum(decision = 'deny') AS refused, sum(decision = 'allow' AND (approval IS NOT NULL OR "by" IN ('user', 'reviewer', 'program'))) AS asked,
    sum(decision = 'allow') AS allowed FROM records WHERE name = 'decision.made' AND IN_RANGE`);
  const [completed] = rows(
    "SELECT count(*) AS n FROM records WHERE name = 'tool.completed' AND outcome = 'blocked' AND IN_RANGE",
  );
  const [allowed, asked] = [number(decided?.["allowed"]), number(decided?.["asked"])];
  const blocked = Math.min(number(completed?.["n"]), allowed - asked);
  return { free: allowed - asked - blocked, asked, blocked, refused: number(decided?.["refused"]) };
}
