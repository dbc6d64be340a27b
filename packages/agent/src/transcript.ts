import type { RunOptions } from "@paddock/guard";
import { isSummary } from "./compact.ts";
import type { Message } from "./event.ts";

type Entry = NonNullable<RunOptions["transcript"]>[number];

/**
 * The conversation as an automatic reviewer is shown it. Only what the person typed counts as the user's words: a
 * summary was written by the model, and the project's own instructions by whoever wrote its files.
 */
export function transcriptOf(messages: readonly Message[], context: string): readonly Entry[] {
  const names = new Map<string, string>();
  const entries: Entry[] =
    context === "" ? [] : [{ kind: "tool-result", name: "project-instructions", text: context }];
  for (const message of messages) {
    switch (message.role) {
      case "user":
        entries.push({ kind: isSummary(message) ? "assistant" : "user", text: message.text });
        break;
      case "assistant":
        entries.push({ kind: "assistant", text: message.text });
        break;
      case "call": {
        const { id, name, arguments: text } = message.call;
        names.set(id, name);
        entries.push({ kind: "tool-call", name, text });
        break;
      }
      case "result":
        entries.push({
          kind: "tool-result",
          name: names.get(message.callId) ?? "unknown",
          text: message.text,
        });
        break;
      case "system":
      case "kept":
        break;
    }
  }
  return entries;
}
