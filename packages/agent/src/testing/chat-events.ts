import { argumentText, type ModelReply, pieces } from "./model-reply.ts";

type Answer = Extract<ModelReply, { kind: "answer" }>;
type Json = Record<string, unknown>;

/** The server-sent events of Chat Completions for one answer, with the habits of the answer's dialect. */
export function chatEvents(answer: Answer, responseId: string): readonly string[] {
  const dialect = answer.dialect ?? "openai";
  const events: Json[] = [];
  const base = { id: responseId, object: "chat.completion.chunk", created: 1_767_225_600, model: "test" };
  const push = (delta: Json, finish: string | null = null): void =>
    void events.push({ ...base, choices: [{ index: 0, delta, finish_reason: finish }] });

  push({ role: "assistant", content: "" });
  if (answer.reasoning !== undefined) {
    if (dialect === "think")
      for (const content of pieces(`<think>${answer.reasoning}</think>\n\n`, 4)) push({ content });
    else
      for (const text of pieces(answer.reasoning))
        push(dialect === "ollama" ? { reasoning: text } : { reasoning_content: text });
  }
  for (const content of pieces(answer.text ?? "")) push({ content });
  for (const refusal of pieces(answer.refusal ?? "")) push({ refusal });
  const calls = answer.calls ?? [];
  for (const [index, call] of calls.entries()) {
    const text = argumentText(call);
    if (dialect === "openai") {
      const id = call.id ?? `call_${responseId}_${index}`;
      push({ tool_calls: [{ index, id, type: "function", function: { name: call.name, arguments: "" } }] });
      for (const part of pieces(text)) push({ tool_calls: [{ index, function: { arguments: part } }] });
    } else {
      // A whole call in one chunk, no id, and every call with index 0.
      push({ tool_calls: [{ index: 0, type: "function", function: { name: call.name, arguments: text } }] });
    }
  }
  push({}, calls.length > 0 && dialect === "openai" ? "tool_calls" : "stop");
  if (dialect !== "ollama") {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 20,
      total_tokens: 120,
      prompt_tokens_details: { cached_tokens: 40 },
    };
    events.push({ ...base, choices: [], usage });
  }
  return [...events.map((event) => `data: ${JSON.stringify(event)}\n\n`), "data: [DONE]\n\n"];
}
