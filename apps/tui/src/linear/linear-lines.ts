import type { AgentEvent } from "@paddock/agent";
import type { Badge } from "../text/badge.ts";
import type { Marks } from "../text/marks.ts";
import { outcome } from "../text/outcome.ts";
import { visible, visibleOutput } from "../text/visible.ts";

/** Turns events into whole lines, for pipes, dumb terminals and screen readers: append-only, no cursor movement. */
export interface LinearLines {
  /** Lines to print now; each ends with a line feed. */
  event(event: AgentEvent): string;
}

/** Options of the linear form. */
export interface LinearOptions {
  readonly marks: Marks;
  /** The session's sandbox mode, for the badge. */
  readonly mode: string;
  /** Whether messages of the agent are printed too; a caller that prints the result itself says no. */
  readonly messages: boolean;
  readonly style: (name: "bold" | "dim" | "red" | "green" | "yellow" | "cyan", text: string) => string;
}

const colours = { ok: "green", failed: "red", denied: "red", question: "yellow", notice: "yellow" } as const;

/** Makes the linear form of one conversation. */
export function linearLines({ marks, mode, messages, style }: LinearOptions): LinearLines {
  const worn = (badge: Badge | undefined): string => {
    if (badge === undefined) return "";
    return `  ${badge.level === "full" ? badge.text : style(badge.level === "none" ? "red" : "yellow", badge.text)}`;
  };
  const partial = new Map<string, string>();
  const continued = (text: string): string => `${style("dim", `${marks.continued} ${text}`)}\n`;
  const flush = (call: string): string => {
    const rest = partial.get(call) ?? "";
    partial.delete(call);
    return rest === "" ? "" : continued(visibleOutput(rest));
  };
  let afterMessage = false;
  const print = (event: AgentEvent): string => {
    switch (event.kind) {
      case "text-done":
        return messages && event.text.trim() !== ""
          ? `${visibleOutput(event.text.trimEnd())
              .split("\n")
              .map((line, index) => (index === 0 ? `${marks.assistant} ${line}\n` : `  ${line}\n`))
              .join("")}`
          : "";
      case "retry":
        return `${style("yellow", marks.notice)} ${visible(event.reason)}; trying again in ${Math.ceil(event.waitMs / 1000)} s\n`;
      case "compacted":
        return `${marks.notice} the conversation was summarised: ${event.before} messages became ${event.after}\n`;
      case "call":
        return `${marks.tool} ${visible(event.title)}\n`;
      case "ask":
        return `${style("yellow", marks.question)} ${visible(event.request.title)}  ${visible(event.request.subject)}\n`;
      case "run": {
        if (event.event.kind === "progress") return continued(visible(event.event.text));
        if (event.event.kind !== "output") return "";
        const lines = `${partial.get(event.call) ?? ""}${event.event.text}`.split("\n");
        partial.set(event.call, lines.pop()!);
        return lines.map((line) => continued(visibleOutput(line))).join("");
      }
      case "result": {
        const { mark, title, facts, badge, because } = outcome(event.title, event.result, mode);
        const colour = mark in colours ? colours[mark as keyof typeof colours] : "cyan";
        const head = `${style(colour, marks[mark])} ${title}${facts === "" ? "" : `  ${facts}`}${worn(badge)}\n`;
        return flush(event.call) + head + because.map((line) => `${marks.continued} ${line}\n`).join("");
      }
      case "turn":
        return event.phase === "failed"
          ? `${style("red", marks.failed)} ${visible(event.error ?? "the turn failed")}\n`
          : event.phase === "cancelled"
            ? `${marks.notice} cancelled\n`
            : "";
      case "text":
      case "reasoning":
        return "";
    }
  };
  return {
    event(event) {
      const text = print(event);
      if (text === "") return "";
      // Two messages in a row are set apart; a message stays with the call it speaks of.
      const apart = afterMessage && event.kind === "text-done" ? "\n" : "";
      afterMessage = event.kind === "text-done";
      return apart + text;
    },
  };
}
