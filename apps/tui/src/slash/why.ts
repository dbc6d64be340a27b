import { visible } from "../text/visible.ts";
import { type Row, row } from "../view/row.ts";
import type { SlashCommand } from "./slash-command.ts";

/** `/why [ID]`: every record about one decision; without an id about the last one. */
export const whyCommand: SlashCommand = {
  name: "why",
  argument: "[ID]",
  summary: "The full story of a decision; without an id, of the last one",
  run(argument, { log }) {
    const id = argument.replace(/^#/, "");
    const wanted = id === "" ? log.last(1000).findLast(({ name }) => name === "decision.made") : undefined;
    const records = id === "" ? log.about(wanted?.ids.decision ?? wanted?.id ?? " ") : log.about(id);
    if (records.length === 0)
      return [
        row(
          id === "" ? "Nothing has been decided yet." : `Nothing in this session is called #${visible(id)}.`,
          "muted",
        ),
      ];
    return records.flatMap(({ time, name, attributes }): readonly Row[] => [
      [
        { text: `${time.slice(11, 19)}  `, tone: "muted" },
        { text: name, tone: "accent" },
      ],
      ...Object.entries(attributes).map(
        ([key, value]): Row => [
          { text: `  ${visible(key)} `, tone: "muted" },
          { text: visible(typeof value === "string" ? value : JSON.stringify(value)) },
        ],
      ),
    ]);
  },
};
