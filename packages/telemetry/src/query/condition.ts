import type { TrailFilter } from "../trail/read-trail.ts";
import { TrailError } from "../trail-error.ts";

/** A filter for the index: that of `readTrail`, and the columns that people ask for. */
export interface QueryFilter extends TrailFilter {
  /** Destination host. */
  readonly host?: string;
  /** First program of the command line. */
  readonly program?: string;
  /** Tool as the model named it. */
  readonly tool?: string;
  /** MCP server. */
  readonly server?: string;
  /** Login name. */
  readonly user?: string;
  /** What was decided. */
  readonly decision?: string;
  /** Who or what decided. */
  readonly by?: string;
  /** How it ended. */
  readonly outcome?: string;
  /** Path or other object that the sandbox refused, or a file tool touched. */
  readonly object?: string;
}

/** A condition on the view `events`, and the values of its marks. */
export interface Condition {
  /** SQL with a mark for each value. */
  readonly where: string;
  /** Values in the order of the marks. */
  readonly values: readonly string[];
}

const plainColumns = [
  "session",
  "host",
  "program",
  "tool",
  "server",
  "user",
  "decision",
  "by",
  "outcome",
  "object",
] as const;
const idColumns = {
  turn: "turn",
  call: "call",
  approval: "approval",
  decision: "decision_id",
  execution: "execution",
  connection: "connection",
} as const;

/** Writes a filter as SQL. Values are always bound, never written into the text; `*` in a value stands for any text. */
export function conditionOf(filter: QueryFilter): Condition {
  const parts: string[] = [];
  const values: string[] = [];
  const add = (column: string, value: string): void => {
    const pattern = value.includes("*");
    parts.push(pattern ? `"${column}" GLOB ?` : `"${column}" = ?`);
    values.push(pattern ? value.replaceAll("[", "[[]").replaceAll("?", "[?]") : value);
  };
  for (const column of plainColumns) {
    const value = filter[column];
    if (value !== undefined) add(column, value);
  }
  for (const [key, value] of Object.entries(filter.ids ?? {})) {
    const column = key === "session" ? "session" : idColumns[key as keyof typeof idColumns];
    if (column === undefined || value === undefined)
      throw new TrailError("bad-filter", `there is no id ${key} to ask for`);
    add(column, value);
  }
  if (filter.names !== undefined && filter.names.length > 0) {
    parts.push(`(${filter.names.map(() => "name GLOB ?").join(" OR ")})`);
    values.push(...filter.names);
  }
  for (const [bound, sign] of [
    ["since", ">="],
    ["until", "<"],
  ] as const) {
    const value = filter[bound];
    if (value === undefined) continue;
    const date = new Date(value);
    if (Number.isNaN(date.getTime()))
      throw new TrailError(
        "bad-filter",
        `${JSON.stringify(value)} is no time; write it like 2026-11-20T10:30:00Z`,
      );
    parts.push(`time ${sign} ?`);
    values.push(date.toISOString());
  }
  if (filter.severity === "warn") parts.push("severity IN ('warn', 'error')");
  if (filter.severity === "error") parts.push("severity = 'error'");
  if (filter.text !== undefined) {
    parts.push("(instr(lower(attributes), lower(?)) > 0 OR instr(lower(subject), lower(?)) > 0)");
    values.push(filter.text, filter.text);
  }
  return { where: parts.length === 0 ? "1" : parts.join(" AND "), values };
}
