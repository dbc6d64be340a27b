import { argumentText, type ModelReply, pieces } from "./model-reply.ts";

type Answer = Extract<ModelReply, { kind: "answer" }>;
type Json = Record<string, unknown>;

/** The server-sent events of the Responses API for one answer: `event:` and `data:` lines, one text each. */
export function responsesEvents(answer: Answer, responseId: string): readonly string[] {
  const events: Json[] = [];
  let index = 0;
  const push = (type: string, rest: Json): void =>
    void events.push({ type, sequence_number: events.length, ...rest });
  const response = (status: string, rest: Json = {}): Json => ({
    response: { id: responseId, object: "response", status, ...rest },
  });

  push("response.created", response("in_progress"));
  if (answer.reasoning !== undefined) {
    const item = { id: `rs_${index}`, type: "reasoning", summary: [] as Json[] };
    push("response.output_item.added", { output_index: index, item });
    push("response.reasoning_summary_part.added", {
      item_id: item.id,
      summary_index: 0,
      part: { type: "summary_text", text: "" },
    });
    for (const delta of pieces(answer.reasoning))
      push("response.reasoning_summary_text.delta", { item_id: item.id, summary_index: 0, delta });
    const summary = [{ type: "summary_text", text: answer.reasoning }];
    push("response.output_item.done", {
      output_index: index,
      item: { ...item, summary, encrypted_content: "b3BhcXVl" },
    });
    index += 1;
  }
  if (answer.text !== undefined) {
    const id = `msg_${index}`;
    push("response.output_item.added", {
      output_index: index,
      item: { id, type: "message", role: "assistant", status: "in_progress", content: [] },
    });
    for (const delta of pieces(answer.text))
      push("response.output_text.delta", { item_id: id, output_index: index, content_index: 0, delta });
    push("response.output_text.done", {
      item_id: id,
      output_index: index,
      content_index: 0,
      text: answer.text,
    });
    const content = [{ type: "output_text", text: answer.text, annotations: [] }];
    push("response.output_item.done", {
      output_index: index,
      item: { id, type: "message", role: "assistant", status: "completed", content },
    });
    index += 1;
  }
  if (answer.refusal !== undefined) {
    const id = `msg_${index}`;
    const at = { item_id: id, output_index: index, content_index: 0 };
    push("response.output_item.added", {
      output_index: index,
      item: { id, type: "message", role: "assistant", status: "in_progress", content: [] },
    });
    for (const delta of pieces(answer.refusal)) push("response.refusal.delta", { ...at, delta });
    push("response.refusal.done", { ...at, refusal: answer.refusal });
    push("response.output_item.done", {
      output_index: index,
      item: {
        id,
        type: "message",
        role: "assistant",
        status: "completed",
        content: [{ type: "refusal", refusal: answer.refusal }],
      },
    });
    index += 1;
  }
  for (const call of answer.calls ?? []) {
    const text = argumentText(call);
    const item = {
      id: `fc_${index}`,
      type: "function_call",
      call_id: call.id ?? `call_${responseId}_${index}`,
      name: call.name,
    };
    push("response.output_item.added", {
      output_index: index,
      item: { ...item, arguments: "", status: "in_progress" },
    });
    for (const delta of pieces(text))
      push("response.function_call_arguments.delta", { item_id: item.id, output_index: index, delta });
    push("response.function_call_arguments.done", { item_id: item.id, output_index: index, arguments: text });
    push("response.output_item.done", {
      output_index: index,
      item: { ...item, arguments: text, status: "completed" },
    });
    index += 1;
  }
  const usage = {
    input_tokens: 100,
    input_tokens_details: { cached_tokens: 40 },
    output_tokens: 20,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 120,
  };
  push("response.completed", response("completed", { usage }));
  return events.map((event) => `event: ${event["type"]}\ndata: ${JSON.stringify(event)}\n\n`);
}
