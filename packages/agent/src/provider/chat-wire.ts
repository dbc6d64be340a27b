import type { Message, ProviderEvent, ToolCall, ToolSpec } from "../event.ts";
import { thinkSplitter } from "./think-splitter.ts";
import { type Decoder, type Json, numberAt, objectAt, objectsAt, StreamFailure, textAt } from "./wire.ts";

/**
 * The conversation as Chat Completions messages. The role is `system`, which every server knows; calls join the
 * assistant message before them, as the format demands.
 */
export function chatMessages(messages: readonly Message[]): readonly Json[] {
  const list: Record<string, unknown>[] = [];
  for (const message of messages) {
    switch (message.role) {
      case "system":
      case "user":
        list.push({ role: message.role, content: message.text });
        break;
      case "assistant": {
        const before = list.at(-1);
        if (before?.["role"] === "assistant") before["content"] = `${before["content"]}${message.text}`;
        else list.push({ role: "assistant", content: message.text });
        break;
      }
      case "call": {
        const { id, name, arguments: text } = message.call;
        const entry = { id, type: "function", function: { name, arguments: text } };
        const before = list.at(-1);
        if (before?.["role"] === "assistant")
          before["tool_calls"] = [...((before["tool_calls"] as Json[] | undefined) ?? []), entry];
        else list.push({ role: "assistant", content: "", tool_calls: [entry] });
        break;
      }
      case "result":
        list.push({ role: "tool", tool_call_id: message.callId, content: message.text });
        break;
      case "kept":
        break;
    }
  }
  return list;
}

/** Tools as Chat Completions takes them. */
export function chatTools(tools: readonly ToolSpec[]): readonly Json[] {
  return tools.map(({ name, description, parameters }) => ({
    type: "function",
    function: { name, description, parameters },
  }));
}

interface OpenCall {
  readonly index: number;
  id: string;
  name: string;
  text: string;
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Puts calls together from their fragments. Servers differ: the id and name come only in the first fragment, or with
 * every one, or not at all; some send every call whole, all with index 0.
 */
function callAssembler(newId: () => string): { add(fragment: Json): void; finish(): readonly ToolCall[] } {
  const calls: OpenCall[] = [];
  return {
    add(fragment) {
      const parts = objectAt(fragment, "function");
      const index = numberAt(fragment, "index");
      const id = textAt(fragment, "id");
      const name = textAt(parts, "name");
      const given = parts["arguments"];
      const text =
        typeof given === "string"
          ? given
          : given === undefined || given === null
            ? ""
            : JSON.stringify(given);
      const open = calls.findLast((call) => call.index === index);
      const another =
        open &&
        ((id !== "" && open.id !== "" && id !== open.id) ||
          (name !== "" && open.name !== "" && isWhole(open.text)));
      if (open && !another) {
        if (open.id === "") open.id = id;
        if (open.name === "") open.name = name;
        open.text += text;
      } else calls.push({ index, id, name, text });
    },
    finish() {
      const seen = new Set<string>();
      return calls.map((call) => {
        const id = call.id !== "" && !seen.has(call.id) ? call.id : newId();
        seen.add(id);
        return { id, name: call.name, arguments: call.text };
      });
    },
  };
}

function contentText(delta: Json): string {
  if (typeof delta["content"] === "string") return delta["content"];
  return objectsAt(delta, "content")
    .map((part) => textAt(part, "text"))
    .join("");
}

/** Decodes the chunks of Chat Completions, with the habits of OpenAI, Ollama, LM Studio, vLLM and llama.cpp. */
export function chatDecoder(newId: () => string = () => `call_${crypto.randomUUID()}`): Decoder {
  const calls = callAssembler(newId);
  const thoughts = thinkSplitter();
  let finish: string | undefined;
  let usage: ProviderEvent | undefined;
  let id = "";

  return {
    next(event) {
      id = textAt(event, "id") || id;
      const counted = objectAt(event, "usage");
      if (Object.keys(counted).length > 0) {
        usage = {
          kind: "usage",
          inputTokens: numberAt(counted, "prompt_tokens"),
          outputTokens: numberAt(counted, "completion_tokens"),
          cachedTokens: numberAt(objectAt(counted, "prompt_tokens_details"), "cached_tokens"),
        };
      }
      const choice = objectsAt(event, "choices")[0];
      if (!choice) return [];
      const delta = objectAt(choice, "delta");
      finish = textAt(choice, "finish_reason") || finish;
      for (const fragment of objectsAt(delta, "tool_calls")) calls.add(fragment);
      const reasoning = textAt(delta, "reasoning_content") || textAt(delta, "reasoning");
      const content = contentText(delta) || textAt(delta, "refusal");
      return [
        ...(reasoning === "" ? [] : [{ kind: "reasoning", delta: reasoning } as const]),
        ...(content === "" ? [] : thoughts.next(content)),
      ];
    },
    end() {
      if (finish === undefined)
        throw new StreamFailure("cut", "the stream ended before the answer was complete");
      if (finish === "length")
        throw new StreamFailure("length", "the answer reached the provider's limit of output tokens");
      if (finish === "content_filter")
        throw new StreamFailure("filtered", "the provider's content filter ended the answer");
      // Not `finish_reason`: some servers say "stop" although there are calls.
      const made = calls.finish().map((call) => ({ kind: "call", call }) as const);
      return [
        ...thoughts.end(),
        ...made,
        ...(usage ? [usage] : []),
        { kind: "done", ...(id === "" ? {} : { responseId: id }) },
      ];
    },
  };
}
