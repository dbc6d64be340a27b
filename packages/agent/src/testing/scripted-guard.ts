import type { Action, Answer, ApprovalRequest, Guard, Run, RunEvent, RunResult } from "@paddock/guard";
import type { TrailRecord } from "@paddock/telemetry";

/** What a script says about one action. A script may ask first. */
export interface ScriptedOutcome {
  /** Overrides of a plain success. */
  readonly result: Partial<RunResult>;
  /** Text that the run prints before it ends. */
  readonly output?: string;
  /** Asks this first; a no makes the result a refusal by the user. */
  readonly ask?: string;
  /** Never ends by itself; only cancelling ends it. */
  readonly hangs?: boolean;
}

/** A guard whose decisions are a function of the test, and the actions it was given. */
export interface ScriptedGuard extends Guard {
  /** Every action it was given, in order. */
  readonly actions: readonly Action[];
}

function requestFor(id: string, action: Action, title: string): ApprovalRequest {
  return {
    v: 1,
    id,
    action,
    digest: "0".repeat(64),
    title,
    subject: action.kind === "command" ? (action.script ?? "") : action.kind,
    cwd: "/workspace",
    crosses: [],
    stays: [],
    placement: "inside",
    risk: "normal",
    reasons: [{ code: "scripted", text: title }],
    options: [
      { key: "once", label: "once" },
      { key: "no", label: "no" },
      { key: "stop", label: "stop" },
    ],
    createdAt: "2026-01-01T00:00:00.000Z",
  };
}

/**
 * Makes a guard for tests of agents and user interfaces: it decides by `script`, starts nothing and touches nothing. It
 * confines nothing, so it must never stand where a real guard belongs.
 */
export function scriptedGuard(script: (action: Action) => ScriptedOutcome): ScriptedGuard {
  const actions: Action[] = [];
  const pending = new Map<string, { request: ApprovalRequest; resolve: (answer: Answer) => void }>();
  let seq = 0;

  function record(name: string, action: Action, approval?: string): RunEvent {
    seq += 1;
    const ids = { session: "scripted", ...action.ids, ...(approval === undefined ? {} : { approval }) };
    const made: TrailRecord = {
      v: 1,
      seq,
      time: "2026-01-01T00:00:00.000Z",
      id: `r${seq}`,
      name,
      severity: "info",
      ids,
      attributes: {},
    };
    return { kind: "record", record: made };
  }

  function run(action: Action, options: { readonly signal?: AbortSignal } = {}): Run {
    actions.push(action);
    const outcome = script(action);
    const id = `run-${actions.length}`;
    const done = Promise.withResolvers<RunResult>();
    const finish = (part: Partial<RunResult>): void =>
      done.resolve({
        v: 1,
        outcome: "done",
        decision: { v: 1, decision: "allow", placement: "inside", reasons: [] },
        text: outcome.output ?? "",
        denials: [],
        durationMs: 1,
        ...part,
      });
    async function* events(): AsyncGenerator<RunEvent> {
      yield record("decision.made", action);
      if (outcome.ask !== undefined) {
        const request = requestFor(`ask-${actions.length}`, action, outcome.ask);
        const { promise, resolve } = Promise.withResolvers<Answer>();
        pending.set(request.id, { request, resolve });
        const withdraw = (): void => {
          if (pending.delete(request.id)) resolve({ decision: "stop", by: "program", message: "cancelled" });
        };
        options.signal?.addEventListener("abort", withdraw, { once: true });
        yield record("approval.requested", action, request.id);
        const answer = await promise;
        yield record("approval.answered", action, request.id);
        if (answer.decision !== "allow") {
          const refusal = { code: "answered-no", by: "user", reasons: [] } as const;
          finish({ outcome: answer.decision === "stop" ? "stopped" : "denied", answer, refusal, text: "" });
          return;
        }
      }
      if (outcome.output !== undefined) yield { kind: "output", stream: "stdout", text: outcome.output };
      if (outcome.hangs) {
        await new Promise<void>((resolve) => {
          if (options.signal?.aborted) resolve();
          options.signal?.addEventListener("abort", () => resolve(), { once: true });
        });
        finish({ outcome: "cancelled" });
        return;
      }
      finish(outcome.result);
    }
    return {
      id,
      events: events(),
      result: done.promise,
      started: Promise.resolve(true),
      write: () => Promise.resolve(),
      end: () => Promise.resolve(),
      resize: () => undefined,
      endpoint: (port) => Promise.reject(new Error(`port ${port} is not published`)),
      kill: () => finish({ outcome: "cancelled" }),
    };
  }

  const close = (): Promise<void> => Promise.resolve();
  return {
    session: "scripted",
    workspace: ["/workspace"],
    actions,
    evaluate: () => ({ v: 1, decision: "allow", placement: "inside", reasons: [] }),
    run,
    answer(id, answer) {
      const waiting = pending.get(id);
      if (!waiting) return Promise.reject(new Error(`there is no pending request ${id}`));
      pending.delete(id);
      waiting.resolve(answer);
      return Promise.resolve(undefined);
    },
    get pending() {
      return [...pending.values()].map((waiting) => waiting.request);
    },
    grants: { list: () => [], revoke: () => false },
    endTurn: () => undefined,
    override: async () => undefined,
    describe: () => "A scripted guard decides.",
    report: { v: 1, backend: "scripted", enforcement: "none", guarantees: [], lost: [], facts: {} },
    get boundary(): Guard["boundary"] {
      throw new Error("a scripted guard has no policy; it decides by its script");
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
