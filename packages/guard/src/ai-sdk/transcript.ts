import type { TranscriptEntry } from "@paddock/approvals";
import { type Fields, fieldsOf, textOf } from "../tools/foreign-values.ts";

/** One part of a message; what holds no words (an image, reasoning) is left out. */
function partEntry(role: unknown, part: Fields): readonly TranscriptEntry[] {
  const name = textOf(part["toolName"] ?? "unknown");
  switch (part["type"]) {
    case "text":
      // Only what has the user's role counts as the user's words, whatever a part says of itself.
      return [{ kind: role === "user" ? "user" : "assistant", text: textOf(part["text"]) }];
    case "tool-call":
      return [{ kind: "tool-call", name, text: textOf(part["input"]) }];
    case "tool-result": {
      const output = fieldsOf(part["output"]);
      return [{ kind: "tool-result", name, text: textOf(output["value"] ?? part["output"]) }];
    }
    default:
      return [];
  }
}

/** The messages that the SDK hands to a tool, as an automatic reviewer is shown them. */
export function transcriptOf(messages: readonly unknown[]): readonly TranscriptEntry[] {
  return messages.flatMap((message) => {
    const { role, content } = fieldsOf(message);
    if (role !== "user" && role !== "assistant" && role !== "tool") return [];
    const parts = Array.isArray(content) ? content.map(fieldsOf) : [{ type: "text", text: content }];
    return parts.flatMap((part) => partEntry(role, part));
  });
}
