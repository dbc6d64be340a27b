import { conditionOf, openQueryIndex, type QueryRow } from "@paddock/telemetry";
import type { Command, CommandContext } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { visible } from "../../text/visible.ts";
import { filterFlags, readFilter } from "./filter-flags.ts";
import { textFlag, trailFlag, trailFolder } from "./place.ts";

const shownColumns = [
  "id",
  "time",
  "name",
  "decision",
  "by",
  "outcome",
  "subject",
  "host",
  "object",
  "session",
];

function printTable(context: CommandContext, rows: readonly QueryRow[]): void {
  const first = rows[0];
  if (first === undefined) {
    context.out(context.style("dim", "no records\n"));
    return;
  }
  const names = Object.keys(first).filter((name) =>
    rows.some((row) => row[name] !== null && row[name] !== ""),
  );
  const cell = (value: QueryRow[string] | undefined): string => {
    const text = visible(value === null || value === undefined ? "" : String(value)).replaceAll("\n", " ");
    return text.length > 48 ? `${text.slice(0, 47)}…` : text;
  };
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => cell(row[name]).length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, index) => text.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd();
  context.out(`${context.style("bold", line(names))}\n`);
  for (const row of rows) context.out(`${line(names.map((name) => cell(row[name])))}\n`);
}

/** `paddock logs query`: filters, or SQL over the view `events`. */
export const queryCommand: Command = {
  name: "query",
  summary: "Find records by filters, or ask by SQL over the view `events`",
  usage: [
    "logs query [--name NAME]... [--decision deny] [--since 24h] ...",
    "logs query --sql 'SELECT ... FROM events'",
  ],
  flags: {
    ...trailFlag,
    ...filterFlags,
    sql: {
      type: "string",
      value: "SELECT",
      help: "ask by SQL instead; the columns are those of `--sql 'SELECT * FROM events LIMIT 1'`",
    },
    limit: { type: "string", value: "N", help: "at most so many records (default 200)" },
  },
  async run(context) {
    const { values } = readArguments(queryCommand, context.args);
    const sql = textFlag(values["sql"]);
    const limit = Number(values["limit"] ?? 200);
    if (!Number.isInteger(limit) || limit < 1) throw new UsageError("--limit is a whole number from 1");
    using index = await openQueryIndex(trailFolder(context, values["trail"]));
    if (sql !== undefined) {
      const rows = index.select(sql);
      if (context.globals.json) for (const row of rows) context.out(`${JSON.stringify(row)}\n`);
      else printTable(context, rows);
      return exitCode.ok;
    }
    const { where, values: bound } = conditionOf(readFilter(values));
    if (context.globals.json) {
      for (const record of index.records(where, bound).slice(-limit))
        context.out(`${JSON.stringify(record)}\n`);
      return exitCode.ok;
    }
    const rows = index.select(
      `SELECT * FROM (SELECT ${shownColumns.map((name) => `"${name}"`).join(", ")}, row FROM events WHERE ${where} ORDER BY time DESC, row DESC LIMIT ${limit}) ORDER BY time, row`,
      bound,
    );
    printTable(
      context,
      // The start of an id is enough for `logs why`, the start of a session for `logs show`.
      rows.map(({ row: _row, id, time, session, ...rest }) => ({
        id: String(id).slice(0, 18),
        time: String(time).slice(0, 19),
        ...rest,
        session: String(session).slice(0, 8),
      })),
    );
    if (rows.length === limit)
      context.err(
        context.style("dim", `the latest ${limit}; --limit N shows more, --json prints whole records\n`),
      );
    return exitCode.ok;
  },
};
