import { ASSESSMENT_SCHEMA, type Assessment, parseAssessment } from "./assessment.ts";
import { fence } from "./evidence.ts";
import type { ModelReply, ReviewItem, ReviewModel, ReviewTools } from "./model.ts";
import type { FilledSettings } from "./settings.ts";
import type { Timer } from "./timer.ts";
import { cutMiddle } from "./transcript.ts";

/** What one exchange with the model cost. */
export interface ExchangeCost {
  attempts: number;
  toolCalls: number;
  inputTokens: number;
  outputTokens: number;
}

/** How an exchange ended, when it was not aborted. */
export type ExchangeEnd =
  | { readonly kind: "assessed"; readonly assessment: Assessment; readonly answer: string }
  | { readonly kind: "failed"; readonly problem: string };

/** What an exchange works with. */
export interface ExchangeInput {
  readonly model: ReviewModel;
  readonly tools?: ReviewTools;
  readonly settings: FilledSettings;
  readonly timer: Timer;
  readonly instructions: string;
  readonly items: readonly ReviewItem[];
  readonly nonce: string;
  readonly cacheKey: string;
  readonly signal: AbortSignal;
  readonly cost: ExchangeCost;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs the tools that the model asked for; a failing tool is evidence too. */
async function useTools(
  input: ExchangeInput,
  reply: Extract<ModelReply, { kind: "tools" }>,
): Promise<readonly ReviewItem[]> {
  const items: ReviewItem[] = [];
  for (const call of reply.calls) {
    items.push({ kind: "tool-call", id: call.id, name: call.name, input: call.input });
    const known = input.tools?.tools.some((tool) => tool.name === call.name) === true;
    let text: string;
    if (!known) text = `There is no tool ${call.name}.`;
    else if (input.cost.toolCalls >= input.settings.toolCalls)
      text = "No more tools in this review. Answer now.";
    else {
      input.cost.toolCalls++;
      try {
        text = await (input.tools as ReviewTools).run(call.name, call.input, { signal: input.signal });
      } catch (error) {
        if (input.signal.aborted) throw error;
        text = `The tool failed: ${message(error)}`;
      }
    }
    const cut = cutMiddle(text, input.settings.budget?.tool ?? 4000);
    items.push({ kind: "tool-result", id: call.id, text: fence("TOOL-RESULT", cut, input.nonce, call.name) });
  }
  return items;
}

/**
 * Asks the model until it gives a valid assessment, within the attempts. Rounds of tools do not count as attempts
 * but end with the allowance. Rejects only when the signal aborts.
 */
export async function exchange(input: ExchangeInput): Promise<ExchangeEnd> {
  const { settings, signal, cost } = input;
  let items = input.items;
  let problem = "no attempt was made";
  // A model that only ever asks for tools must not keep the review going for ever.
  let rounds = settings.toolCalls + 2;
  while (cost.attempts < settings.attempts) {
    let reply: ModelReply;
    try {
      signal.throwIfAborted();
      reply = await input.model.complete(
        {
          instructions: input.instructions,
          items,
          // Also when the allowance is used up: some servers refuse earlier calls of tools that are not on offer.
          tools: settings.toolCalls > 0 ? (input.tools?.tools ?? []) : [],
          schema: ASSESSMENT_SCHEMA,
          cacheKey: input.cacheKey,
        },
        { signal },
      );
      signal.throwIfAborted();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      cost.attempts++;
      problem = `the model could not be reached: ${message(error)}`;
      if (cost.attempts < settings.attempts) {
        await input.timer.wait(settings.backoffMs * 2 ** (cost.attempts - 1), signal);
      }
      continue;
    }
    cost.inputTokens += reply.usage?.input ?? 0;
    cost.outputTokens += reply.usage?.output ?? 0;
    if (reply.kind === "tools") {
      if (rounds-- <= 0) return { kind: "failed", problem: "the model used tools without end" };
      items = [...items, ...(await useTools(input, reply))];
      continue;
    }
    cost.attempts++;
    const parsed = parseAssessment(reply.text);
    if (parsed.ok) return { kind: "assessed", assessment: parsed.assessment, answer: reply.text };
    problem = parsed.problem;
    items = [
      ...items,
      { kind: "answer", text: reply.text.slice(0, 2000) },
      { kind: "evidence", text: `That is no valid answer: ${problem}. Answer with the JSON object only.` },
    ];
  }
  return { kind: "failed", problem };
}
