import type { Message, ProviderEvent, ToolSpec } from "../event.ts";
import { type Decoder, type Json, numberAt, objectAt, objectsAt, StreamFailure, textAt } from "./wire.ts";

/** The conversation as input items of the Responses API; `kept` items go back only to the provider that sent them. */
export function responsesInput(
  messages: readonly Message[],
  provider: string,
): { readonly instructions: string; readonly input: readonly Json[] } {
  const instructions: string[] = [];
  const input: Json[] = [];
  for (const message of messages) {
    switch (message.role) {
      case "system":
        if (input.length === 0) instructions.push(message.text);
        else
          input.push({
            type: "message",
            role: "developer",
            content: [{ type: "input_text", text: message.text }],
          });
        break;
      case "user":
        input.push({ type: "message", role: "user", content: [{ type: "input_text", text: message.text }] });
        break;
      case "assistant":
        input.push({
          type: "message",
          role: "assistant",
          content: [{ type: "output_text", text: message.text }],
        });
        break;
      case "call":
        input.push({
          type: "function_call",
          call_id: message.call.id,
          name: message.call.name,
          arguments: message.call.arguments,
        });
        break;
      case "result":
        input.push({ type: "function_call_output", call_id: message.callId, output: message.text });
        break;
      case "kept":
        if (message.provider === provider) input.push(message.item);
        break;
    }
  }
  return { instructions: instructions.join("\n\n"), input };
}

/** Tools as the Responses API takes them. */
export function responsesTools(tools: readonly ToolSpec[]): readonly Json[] {
  return tools.map(({ name, description, parameters }) => ({
    type: "function",
    name,
    description,
    parameters,
    strict: false,
  }));
}

function messageText(item: Json): string {
  return objectsAt(item, "content")
    .map((part) => textAt(part, "text") || textAt(part, "refusal"))
    .join("");
}

function usageOf(response: Json): readonly ProviderEvent[] {
  const usage = objectAt(response, "usage");
  if (Object.keys(usage).length === 0) return [];
  return [
    {
      kind: "usage",
      inputTokens: numberAt(usage, "input_tokens"),
      outputTokens: numberAt(usage, "output_tokens"),
      cachedTokens: numberAt(objectAt(usage, "input_tokens_details"), "cached_tokens"),
    },
  ];
}

function failure(response: Json): StreamFailure {
  const error = objectAt(response, "error");
  return new StreamFailure(
    textAt(error, "code") || "failed",
    textAt(error, "message") || "the provider gave no reason",
  );
}

function incomplete(response: Json): StreamFailure {
  const reason = textAt(objectAt(response, "incomplete_details"), "reason");
  return reason === "content_filter"
    ? new StreamFailure("filtered", "the provider's content filter ended the answer")
    : new StreamFailure("length", "the answer reached the provider's limit of output tokens");
}

/** Decodes the events of the Responses API. Unknown events are ignored. */
export function responsesDecoder(provider: string): Decoder {
  // Minimal servers send no deltas, only whole items; then the item's text is the delta.
  let live = false;
  let complete = false;

  function item(done: Json): readonly ProviderEvent[] {
    switch (textAt(done, "type")) {
      case "message": {
        const text = live ? "" : messageText(done);
        live = false;
        return text === "" ? [] : [{ kind: "text", delta: text }];
      }
      case "function_call":
        return [
          {
            kind: "call",
            call: {
              id: textAt(done, "call_id") || textAt(done, "id"),
              name: textAt(done, "name"),
              arguments: textAt(done, "arguments"),
            },
          },
        ];
      case "custom_tool_call": {
        const input = JSON.stringify({ input: textAt(done, "input") });
        return [
          {
            kind: "call",
            call: {
              id: textAt(done, "call_id") || textAt(done, "id"),
              name: textAt(done, "name"),
              arguments: input,
            },
          },
        ];
      }
      case "reasoning": {
        // Only an encrypted item can go back: nothing is stored at the provider.
        if (textAt(done, "encrypted_content") === "") return [];
        const { id: _id, status: _status, ...rest } = done;
        return [{ kind: "kept", provider, item: rest }];
      }
      default:
        return [];
    }
  }

  return {
    next(event) {
      switch (textAt(event, "type")) {
        case "response.output_text.delta":
        case "response.refusal.delta":
          live = true;
          return [{ kind: "text", delta: textAt(event, "delta") }];
        case "response.reasoning_summary_text.delta":
        case "response.reasoning_text.delta":
          return [{ kind: "reasoning", delta: textAt(event, "delta") }];
        case "response.reasoning_summary_part.added":
          return [{ kind: "reasoning", delta: "\n" }];
        case "response.output_item.done":
          return item(objectAt(event, "item"));
        case "response.completed": {
          complete = true;
          const response = objectAt(event, "response");
          const id = textAt(response, "id");
          return [...usageOf(response), { kind: "done", ...(id === "" ? {} : { responseId: id }) }];
        }
        case "response.failed":
          throw failure(objectAt(event, "response"));
        case "response.incomplete":
          throw incomplete(objectAt(event, "response"));
        case "error":
          throw failure({ error: { code: event["code"], message: event["message"] } });
        default:
          return [];
      }
    },
    end() {
      if (!complete) throw new StreamFailure("cut", "the stream ended before the answer was complete");
      return [];
    },
  };
}
