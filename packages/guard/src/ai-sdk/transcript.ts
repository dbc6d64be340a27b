import type { TranscriptEntry } from "@paddock/approvals";

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** One part of a message; what holds no words (an image, reasoning) is left out. */
function partEntry(role: unknown, part: Fields): readonly TranscriptEntry[] {
  const name = text(part["toolName"] ?? "unknown");
  switch (part["type"]) {
    case "text":
      // Only what has the user's role counts as the user's words, whatever a part says of itself.
      return [{ kind: role === "user" ? "user" : "assistant", text: text(part["text"]) }];
    case "tool-call":
      return [{ kind: "tool-call", name, text: text(part["input"]) }];
    case "tool-result": {
      const output = fields(part["output"]);
      return [{ kind: "tool-result", name, text: text(output["value"] ?? part["output"]) }];
    }
    default:
      return [];
  }
}

/** The messages that the SDK hands to a tool, as an automatic reviewer is shown them. */
export function transcriptOf(messages: readonly unknown[]): readonly TranscriptEntry[] {
  return messages.flatMap((message) => {
    const { role, content } = fields(message);
    if (role !== "user" && role !== "assistant" && role !== "tool") return [];
    const parts = Array.isArray(content) ? content.map(fields) : [{ type: "text", text: content }];
    return parts.flatMap((part) => partEntry(role, part));
  });
}
