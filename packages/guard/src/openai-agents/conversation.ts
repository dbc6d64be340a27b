import type { TranscriptEntry } from "@paddock/approvals";
import { type Fields, fieldsOf, textOf } from "../tools/foreign-values.ts";

/** Where the actions of the SDK's tools get the conversation from that led to them; an automatic reviewer judges by it. */
export interface ConversationOptions {
  /** The conversation so far, oldest first; see {@linkcode watchConversation}. Default: nothing is known of it. */
  readonly transcript?: () => readonly TranscriptEntry[];
}

/** The conversation of one run of the SDK, as it was last sent to the model. */
export interface WatchedConversation {
  /** For the runner's `callModelInputFilter`; what is sent stays as it is. */
  readonly filter: <Data extends { readonly input: readonly unknown[] }>(args: {
    readonly modelData: Data;
  }) => Data;
  /** For `transcript` of the guarded tools. */
  readonly transcript: () => readonly TranscriptEntry[];
}

/** The words of a message; parts that hold none (an image, audio) are left out. */
function words(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part) => fieldsOf(part)["text"])
    .filter((part) => typeof part === "string")
    .join("\n");
}

/** One item of a model's input; the names are those of the SDK's protocol. */
function entriesOf(item: Fields): readonly TranscriptEntry[] {
  const { type = "message", role } = item;
  const call = (name: string, of: unknown): TranscriptEntry[] => [
    { kind: "tool-call", name, text: textOf(of) },
  ];
  const result = (name: string, of: unknown): TranscriptEntry[] => [
    { kind: "tool-result", name, text: textOf(of) },
  ];
  switch (type) {
    case "message":
      // Only what has the user's role counts as the user's words.
      return role === "user" || role === "assistant" ? [{ kind: role, text: words(item["content"]) }] : [];
    case "function_call":
      return call(textOf(item["name"]), item["arguments"]);
    case "function_call_result":
      return result(textOf(item["name"]), fieldsOf(item["output"])["text"] ?? item["output"]);
    case "shell_call":
      return call("shell", fieldsOf(item["action"])["commands"]);
    case "shell_call_output":
      return result("shell", item["output"]);
    case "apply_patch_call":
      return call("apply_patch", item["operation"]);
    case "apply_patch_call_output":
      return result("apply_patch", item["output"] ?? item["status"]);
    case "hosted_tool_call":
      return call(textOf(item["name"]), item["arguments"]).concat(
        item["output"] === undefined ? [] : result(textOf(item["name"]), item["output"]),
      );
    default:
      return [];
  }
}

/**
 * Follows the conversation of one run, so that an automatic reviewer knows what the user asked for. Use one for each run:
 * conversations of runs at the same time would be taken for one another. Where the SDK's server keeps the conversation
 * (`conversationId`, `previousResponseId`), only what is new in a turn passes here and is known.
 *
 * @example
 * ```ts ignore
 * const { filter, transcript } = watchConversation();
 * const shell = shellTool({ shell: guardedShell(guard, { transcript }) });
 * await new Runner({ callModelInputFilter: filter }).run(new Agent({ name: "worker", tools: [shell] }), "List the files.");
 * ```
 */
export function watchConversation(): WatchedConversation {
  let input: readonly unknown[] = [];
  return {
    filter: ({ modelData }) => {
      input = modelData.input;
      return modelData;
    },
    transcript: () => input.flatMap((item) => entriesOf(fieldsOf(item))),
  };
}
