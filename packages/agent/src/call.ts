import type { Action, Answer, ApprovalRequest, Guard, RunOptions, RunResult } from "@paddock/guard";
import type { AgentEvent, ToolCall } from "./event.ts";
import { resultText } from "./result-text.ts";
import { parseInput } from "./tools/input.ts";
import { type Tool, type ToolInput, ToolInputError } from "./tools/tool.ts";

/** What performing a call needs of its turn. */
export interface CallContext {
  readonly guard: Guard;
  readonly tools: readonly Tool[];
  readonly turn: string;
  /** The conversation so far, for an automatic reviewer. */
  readonly transcript: () => NonNullable<RunOptions["transcript"]>;
  readonly onAsk?: (request: ApprovalRequest) => Answer | undefined | Promise<Answer | undefined>;
}

/** How a call ended: short text for the model, the full record for everyone else. */
export interface CallOutcome {
  readonly text: string;
  readonly result: RunResult;
}

/** The result of a call that never became an action, or whose action was cancelled before it started. */
function unusable(code: string, text: string, outcome: "failed" | "cancelled" = "failed"): RunResult {
  return {
    v: 1,
    outcome,
    decision: { v: 1, decision: "deny", code, reasons: [{ code, text }] },
    text,
    denials: [],
    durationMs: 0,
  };
}

/** Runs one action and yields its events; a question is yielded too, and answered when the context can. */
async function* runAction(
  action: Action,
  call: string,
  context: CallContext,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, RunResult> {
  const { guard } = context;
  const ids = { turn: context.turn, call };
  const run = guard.run({ ...action, ids }, { signal, transcript: context.transcript() });
  const events = run.events[Symbol.asyncIterator]();
  try {
    let coming = events.next();
    for (let next = await coming; !next.done; next = await coming) {
      const event = next.value;
      yield { kind: "run", call, event };
      const asked = event.kind === "record" && event.record.name === "approval.requested";
      const request = asked
        ? guard.pending.find((pending) => pending.id === event.record.ids.approval)
        : undefined;
      if (!request) {
        coming = events.next();
        continue;
      }
      // Asked before it is shown, so that whoever is shown it can answer at once.
      const answering = Promise.resolve(context.onAsk?.(request));
      answering.catch(() => undefined);
      yield { kind: "ask", call, request };
      coming = events.next();
      // When the run goes on first, the question was settled elsewhere, or withdrawn because the turn is cancelled.
      const answer = await Promise.race([answering, coming.then(() => undefined)]);
      const open = guard.pending.some((pending) => pending.id === request.id);
      if (answer && open && !signal.aborted) await guard.answer(request.id, answer);
    }
  } finally {
    // Not awaited: a run that is being cancelled may still be about to say its next thing.
    events.return?.().catch(() => undefined);
  }
  try {
    return await run.result;
  } catch (error) {
    if (!signal.aborted) throw error;
    return unusable("cancelled", "Aborted by the user.", "cancelled");
  }
}

/** Turns one call of the model into actions, runs them through the guard and yields what happens. */
export async function* performCall(
  call: ToolCall,
  context: CallContext,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, CallOutcome> {
  const tool = context.tools.find((candidate) => candidate.name === call.name);
  let title = call.name;
  let announced = false;
  let result: RunResult;
  try {
    if (!tool) {
      const names = context.tools.map((candidate) => candidate.name).join(", ");
      throw new ToolInputError(`there is no tool "${call.name}"; there are: ${names}`);
    }
    const input: ToolInput = parseInput(call.arguments);
    title = tool.title(input);
    const actions = tool.propose(input);
    // The first step checks the arguments, so a call that cannot be understood is shown as one failed call.
    let next = actions.next();
    yield { kind: "call", call: call.id, tool: call.name, title };
    announced = true;
    let last: RunResult = unusable("nothing-proposed", `${call.name} proposed nothing`);
    while (!next.done) {
      last = yield* runAction(next.value, call.id, context, signal);
      next = actions.next(last);
    }
    result = last;
  } catch (error) {
    if (!(error instanceof ToolInputError)) throw error;
    const code = tool ? "bad-arguments" : "unknown-tool";
    result = unusable(code, tool ? `${call.name}: ${error.message}` : error.message);
    if (!announced) yield { kind: "call", call: call.id, tool: call.name, title };
  }
  yield { kind: "result", call: call.id, title, result };
  return { text: resultText(result), result };
}
