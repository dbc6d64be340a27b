import type { ModelReply } from "./model-reply.ts";
import type { ModelRequest } from "./model-server.ts";

/** Results that the conversation of a request holds already. */
function results(request: ModelRequest): number {
  const list = (request.body["input"] ?? request.body["messages"]) as readonly {
    readonly type?: string;
    readonly role?: string;
  }[];
  return list.filter((item) => item.type === "function_call_output" || item.role === "tool").length;
}

/**
 * A script for a model that lists the workspace, edits one line of a file and then says so. The answers depend only on
 * the conversation, so a retried request gets the same one. `faults` takes the place of the answer to a request by its
 * number.
 */
export function twoStepTask(
  edit: { readonly path: string; readonly old: string; readonly new: string },
  faults: Readonly<Record<number, ModelReply>> = {},
  dialect: "openai" | "ollama" | "think" = "openai",
): (request: ModelRequest) => ModelReply {
  return (request) => {
    const fault = faults[request.index];
    if (fault) return fault;
    switch (results(request)) {
      case 0:
        return {
          kind: "answer",
          dialect,
          reasoning: "First see what is there.",
          text: "I look at the files.",
          calls: [{ name: "list_dir", arguments: {} }],
        };
      case 1:
        return {
          kind: "answer",
          dialect,
          text: "Now the edit.",
          calls: [{ name: "edit_file", arguments: edit }],
        };
      default:
        return { kind: "answer", dialect, text: `I changed ${edit.path}.` };
    }
  };
}
