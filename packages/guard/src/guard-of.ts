import { describeBoundary } from "./describe.ts";
import { GuardError } from "./guard-error.ts";
import type { Guard } from "./guard-types.ts";
import { decisionOf, judgeNow } from "./judge-now.ts";
import { normaliseAction } from "./normalise.ts";
import { planFor } from "./plan-for.ts";
import { revokeGrant } from "./revoke-grant.ts";
import { record, type Session } from "./session.ts";
import { startRun } from "./start-run.ts";

/** The public face of a session. */
export function guardOf(session: Session): Guard {
  const requireOpen = (): void => {
    if (session.closed) throw new GuardError("closed", "this guard has been closed; make a new one");
  };
  const close = async (): Promise<void> => {
    if (session.closed) return;
    session.closed = true;
    const pending = session.pending.size;
    session.closing.abort(new GuardError("closed", "the guard was closed"));
    for (const execution of session.executions.values()) execution.process.kill("SIGKILL");
    await Promise.allSettled(session.flights);
    for (const end of session.atClose) await end();
    session.reviewer?.endSession(session.id);
    try {
      const { turns, calls, asks, denials } = session.tally;
      await record(session, {
        name: "session.ended",
        attributes: { turns: turns.size, calls, asks, denials, pending },
      });
      await session.trail.close();
    } finally {
      session.release();
    }
  };
  return {
    session: session.id,
    workspace: session.workspace,
    evaluate(action) {
      requireOpen();
      const normal = normaliseAction(action, session.workspace[0], session.env);
      return decisionOf(session, normal, judgeNow(session, normal));
    },
    run(action, options = {}) {
      requireOpen();
      return startRun(session, action, options.signal ?? new AbortController().signal, options.transcript);
    },
    async answer(requestId, answer) {
      requireOpen();
      const question = session.pending.get(requestId);
      if (!question) {
        const text = `there is no open question ${requestId}; it may have been answered or withdrawn`;
        throw new GuardError("unknown-request", text);
      }
      return await question.settle(answer);
    },
    get pending() {
      return [...session.pending.values()].map((question) => question.request);
    },
    grants: {
      list: () => session.grants.list(),
      revoke: (id) => revokeGrant(session, id),
    },
    endTurn(turn) {
      session.grants.endTurn(turn);
      session.reviewer?.endTurn(turn);
    },
    async override(digest) {
      requireOpen();
      if (session.reviewer === undefined) {
        throw new GuardError(
          "bad-action",
          "no automatic reviewer is set up, so there is nothing to override",
        );
      }
      const { reviewer } = session;
      await record(session, {
        name: "grant.created",
        attributes: { scope: "once", text: "once past the automatic reviewer", digest, by: "user" },
      });
      reviewer.override(digest);
    },
    describe() {
      const plan = planFor(
        session.profile,
        session.surroundings,
        "inside",
        session.grants.widenings(undefined),
      );
      return describeBoundary(session.boundary, plan);
    },
    get report() {
      return session.report;
    },
    get boundary() {
      return session.boundary;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
