import type { Explanation, Origin } from "@paddock/config";
import { visible } from "../text/visible.ts";
import { type Row, row, type Tone } from "../view/row.ts";
import type { SlashCommand } from "./slash-command.ts";

function place({ layer, file, line }: Origin): string {
  return file === undefined ? layer : `${layer}: ${visible(file)}${line === undefined ? "" : `:${line}`}`;
}

function proposal(word: string, value: unknown, origin: Origin, tone: Tone): Row {
  return [
    { text: `  ${word.padEnd(11)}`, tone: "muted" },
    { text: visible(JSON.stringify(value) ?? "nothing"), tone },
    { text: `  ${place(origin)}`, tone: "muted" },
  ];
}

function story({ key, value, winner, overridden, clampedFrom, clampedBy }: Explanation): readonly Row[] {
  return [
    row(visible(key), "accent", true),
    proposal("in force", value, winner, "ok"),
    ...(clampedFrom === undefined ? [] : [proposal("wanted", clampedFrom.value, clampedFrom.origin, "warn")]),
    ...(clampedBy === undefined
      ? []
      : [[{ text: `  held by    ${place(clampedBy)}`, tone: "warn" } as const]]),
    ...overridden.map((one) => proposal("overridden", one.value, one.origin, "muted")),
  ];
}

/** `/config KEY`: where the value of a key comes from, and what it overrides. */
export const configCommand: SlashCommand = {
  name: "config",
  argument: "KEY",
  summary: "Where the value of a key comes from, and what it overrides",
  run(argument, { session }) {
    const key = argument.replace(/^explain\s+/, "");
    if (key === "") return [row("Say which key: /config sandbox_mode; /status lists the main ones", "muted")];
    const found = session.explain(key);
    return found === undefined
      ? [row(`Nothing sets ${visible(key)}, and it has no default.`, "muted")]
      : story(found);
  },
};
