import { explainRecord, findRecords, type WhyLink } from "@paddock/telemetry";
import { visible } from "../text/visible.ts";
import { isRefusal, lineOf } from "../text/why-link.ts";
import { type Row, row } from "../view/row.ts";
import type { SlashCommand } from "./slash-command.ts";

/** Where the steps end, so that what belongs to one stands below it. */
const indent = " ".repeat(22);

function linkRows(link: WhyLink): readonly Row[] {
  const { step, text, details, record } = link;
  return [
    [
      { text: `${record.time.slice(11, 19)}  `, tone: "muted" },
      { text: `${step.padEnd(11)} `, tone: "accent" },
      isRefusal(link) ? { text: lineOf(text), tone: "bad" } : { text: lineOf(text) },
    ],
    ...details.map((detail): Row => [{ text: `${indent}${lineOf(detail)}` }]),
  ];
}

/** `/why [ID]`: the way from the request to what came of it; without an id that of the last decision. */
export const whyCommand: SlashCommand = {
  name: "why",
  argument: "[ID|HOST|PATH|COMMAND]",
  summary: "The full story of a decision; without an id, of the last one",
  run(argument, { log }) {
    const id = argument.replace(/^#/, "");
    const known = log.last(1000);
    const about =
      id === ""
        ? known.findLast(({ name }) => name === "decision.made")
        : (log.about(id).at(-1) ?? findRecords(known, id).at(-1));
    if (about === undefined)
      return [
        row(
          id === ""
            ? "Nothing has been decided yet."
            : `Nothing in this session is called ${argument === id ? "" : "#"}${visible(id)}.`,
          "muted",
        ),
      ];
    const { chain, change } = explainRecord(known, about);
    return [
      ...chain.flatMap(linkRows),
      ...change.map((text): Row => [{ text: "would change it: ", tone: "warn" }, { text: visible(text) }]),
    ];
  },
};
