import type { Channel } from "./channel.ts";
import type { Answer, ApprovalRequest, Grant } from "./decision.ts";
import { GuardError } from "./guard-error.ts";
import type { RunEvent } from "./run.ts";
import { record, type Session } from "./session.ts";

/** Checks that an answer is one of those that the question offers. */
function checkAnswer(request: ApprovalRequest, answer: Answer): void {
  if (answer.decision !== "allow" && answer.decision !== "deny" && answer.decision !== "stop") {
    throw new GuardError(
      "bad-answer",
      `an answer is allow, deny or stop, not ${JSON.stringify(answer.decision)}`,
    );
  }
  if (answer.decision !== "allow") return;
  const scope = answer.scope ?? "once";
  if (!request.options.some((option) => option.key === scope)) {
    const offered = request.options.map((option) => option.key).join(", ");
    throw new GuardError(
      "bad-answer",
      `the question ${request.id} does not offer ${scope}; it offers ${offered}`,
    );
  }
}

/**
 * Puts a question and waits for its one answer: from `onAsk`, or from `Guard.answer` in any process that holds this
 * guard. Cancelling answers it with `stop`.
 */
export async function ask(
  session: Session,
  request: ApprovalRequest,
  events: Channel<RunEvent>,
  ids: { readonly turn?: string; readonly call?: string; readonly decision: string },
  signal: AbortSignal,
): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  let settled = false;
  const settle = async (answer: Answer): Promise<Grant | undefined> => {
    checkAnswer(request, answer);
    if (settled)
      throw new GuardError("unknown-request", `the question ${request.id} has been answered already`);
    settled = true;
    session.pending.delete(request.id);
    const answered = await record(session, {
      name: "approval.answered",
      ids: { ...ids, approval: request.id },
      attributes: {
        decision: answer.decision,
        by: answer.by,
        ...(answer.decision === "allow" ? { scope: answer.scope ?? "once" } : {}),
        ...(answer.message === undefined ? {} : { message: answer.message }),
        digest: request.digest,
      },
      severity: answer.decision === "allow" ? "info" : "warn",
    });
    events.push({ kind: "record", record: answered });
    const grant = session.grants.remember(request, answer);
    if (grant) {
      const { id, scope, text, expiresAt } = grant;
      const created = await record(session, {
        name: "grant.created",
        ids: { ...ids, approval: request.id },
        attributes: { grant: id, scope, text, ...(expiresAt === undefined ? {} : { expires: expiresAt }) },
      });
      events.push({ kind: "record", record: created });
    }
    resolve(answer);
    return grant;
  };
  session.pending.set(request.id, { request, settle });
  const asked = await record(session, {
    name: "approval.requested",
    ids: { ...ids, approval: request.id },
    attributes: {
      title: request.title,
      subject: request.subject,
      placement: request.placement,
      risk: request.risk,
      crosses: request.crosses,
      reasons: request.reasons.map((reason) => reason.text),
      digest: request.digest,
    },
  });
  events.push({ kind: "record", record: asked });
  const cancel = (): void => {
    if (!settled)
      settle({ decision: "stop", by: "program", message: "cancelled" }).catch(() =>
        resolve({ decision: "stop", by: "program" }),
      );
  };
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    if (session.onAsk) {
      const answer = await session.onAsk(request, signal);
      if (answer && !settled) await settle(answer);
    }
    return await promise;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
