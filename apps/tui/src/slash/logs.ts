import { visible } from "../text/visible.ts";
import { type Row, row } from "../view/row.ts";
import type { SlashCommand } from "./slash-command.ts";

function gist(attributes: Readonly<Record<string, unknown>>): string {
  const told = ["subject", "command", "path", "host", "decision", "outcome", "code", "text"].flatMap(
    (key) => {
      const value = attributes[key];
      return value === undefined ? [] : [typeof value === "string" ? value : JSON.stringify(value)];
    },
  );
  return told.slice(0, 3).join("  ");
}

/** `/logs [COUNT]`: the end of this session's trail. */
export const logsCommand: SlashCommand = {
  name: "logs",
  argument: "[COUNT]",
  summary: "The last records of this session's trail, and whether it verifies",
  async run(argument, { log, session }) {
    const count = Math.min(200, Math.max(1, Number.parseInt(argument, 10) || 20));
    const found = await session.verify();
    const records = log
      .last(count)
      .map(
        ({ time, name, attributes }): Row => [
          { text: `${time.slice(11, 19)}  `, tone: "muted" },
          { text: `${name}  ` },
          { text: visible(gist(attributes)), tone: "muted" },
        ],
      );
    const verdict = found.ok
      ? row(`${found.records} records, the chain is whole`, "ok")
      : row(`the trail does not verify: ${visible(found.problems[0]?.text ?? "unknown")}`, "bad");
    return [...records, verdict];
  },
};
