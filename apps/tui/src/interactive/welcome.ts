import type { SessionFacts } from "../session/session.ts";

/** One line of the greeting. */
export interface Greeting {
  readonly level: "info" | "warn" | "bad";
  readonly text: string;
}

/** The first lines of a conversation: where it is, what answers, what must be known. */
export function welcome(facts: SessionFacts): readonly Greeting[] {
  const lines: Greeting[] = [{ level: "info", text: `Paddock in ${facts.workspace}` }];
  if (!facts.isModel)
    lines.push({
      level: "info",
      text: "No model is configured, so the offline guide answers. It is not a language model: try `run ls`, `tour` or `help`.",
    });
  if (facts.sandbox === "danger-full-access")
    lines.push({ level: "bad", text: "There is no sandbox: commands can do whatever you can do." });
  for (const source of facts.managed) lines.push({ level: "info", text: `managed by ${source}` });
  for (const { severity, text } of facts.notices)
    lines.push({ level: severity === "info" ? "info" : severity === "warn" ? "warn" : "bad", text });
  return lines;
}
