import { visible, visibleOutput } from "../text/visible.ts";
import { row } from "../view/row.ts";
import type { SlashCommand } from "./slash-command.ts";

/** `/output [N]`: everything the N-th last call printed. */
export const outputCommand: SlashCommand = {
  name: "output",
  argument: "[N]",
  summary: "All that the last call printed, or the N-th last",
  run(argument, { outputs }) {
    const output = outputs.back(Math.max(1, Number.parseInt(argument, 10) || 1));
    if (output === undefined) return [row("No call has printed anything.", "muted")];
    const lines = visibleOutput(output.text.replace(/\n$/, "")).split("\n");
    return [
      [{ text: "output of ", tone: "muted" }, { text: visible(output.title) }],
      ...(output.dropped === 0 ? [] : [row(`the first ${output.dropped} characters are gone`, "warn")]),
      ...lines.map((line) => row(line)),
    ];
  },
};
