import { visible } from "../text/visible.ts";
import { row } from "../view/row.ts";
import type { SlashCommand } from "./slash-command.ts";

/** `/approve [ID]`: one more try of what the automatic reviewer denied. */
export const approveCommand: SlashCommand = {
  name: "approve",
  argument: "[ID]",
  summary: "Let exactly what the automatic reviewer denied past it, once",
  async run(argument, { log, session }) {
    const id = argument.replace(/^#/, "");
    const records = id === "" ? log.last(1000) : log.about(id);
    const denied = records.findLast(
      ({ name, attributes }) =>
        name === "decision.made" && attributes["by"] === "reviewer" && attributes["decision"] === "deny",
    );
    const digest = denied?.attributes["digest"];
    if (typeof digest !== "string") return [row("The automatic reviewer has denied nothing here.", "muted")];
    const called = records.findLast(
      ({ name, ids }) => name === "tool.called" && ids.decision === denied?.ids.decision,
    );
    const subject = called?.attributes["subject"];
    await session.override(digest);
    return [
      ...(typeof subject === "string" ? [row(visible(subject))] : []),
      row(
        "The next time exactly this is proposed, it goes past the reviewer; tell the agent to try again.",
        "ok",
      ),
    ];
  },
};
