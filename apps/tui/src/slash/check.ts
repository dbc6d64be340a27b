import { visible } from "../text/visible.ts";
import { type Row, row, type Tone } from "../view/row.ts";
import type { SlashCommand } from "./slash-command.ts";

/** `/rules COMMAND`: what would happen to a command, without running it. */
export const rulesCommand: SlashCommand = {
  name: "rules",
  argument: "COMMAND",
  summary: "What the rules and the policy would say about a command, without running it",
  run(argument, { session }) {
    if (argument === "") return [row("Say which command: /rules git push origin main", "muted")];
    const decision = session.evaluate(argument);
    const tone: Tone = decision.decision === "allow" ? "ok" : decision.decision === "deny" ? "bad" : "warn";
    const where = decision.decision === "allow" ? `, ${decision.placement} the sandbox` : "";
    return [
      [{ text: decision.decision, tone, bold: true }, { text: where }],
      ...decision.reasons.map(
        ({ text, origin }): Row => [
          { text: `  ${visible(text)}` },
          {
            text:
              origin === undefined
                ? ""
                : `  ${origin.layer}${origin.file === undefined ? "" : `: ${visible(origin.file)}${origin.line === undefined ? "" : `:${origin.line}`}`}`,
            tone: "muted",
          },
        ],
      ),
      ...(decision.decision === "deny" && decision.alternative !== undefined
        ? [row(`  instead: ${visible(decision.alternative)}`)]
        : []),
    ];
  },
};
