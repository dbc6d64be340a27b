import type { Channel } from "./channel.ts";
import type { Answer, ApprovalRequest, Grant, GrantScope } from "./decision.ts";
import { recordedReasons } from "./decision-record.ts";
import { GuardError } from "./guard-error.ts";
import { checkAnswer, keepAnswer, recordedScope } from "./keep-answer.ts";
import type { RunEvent } from "./run.ts";
import { record, type Session } from "./session.ts";

/** More open questions than these are not put: nobody reads them, and an agent could hide one among many. */
export const QUESTIONS_AT_ONCE = 16;

type Ids = { readonly turn?: string; readonly call?: string; readonly decision: string };

/** Scopes that reach beyond the command and the turn that was asked for. */
const LASTING: ReadonlySet<GrantScope | undefined> = new Set(["session", "project", "user"]);

function words({ reasons }: ApprovalRequest): string {
  return reasons.map(({ text }) => text).join("\n");
}

/**
 * The answer to an open question about exactly the same action. It counts for this one too where it was asked in the same words, and
 * where it is meant to last: a yes for once to what one command wants is none for another's.
 */
export async function answerAlready(
  session: Session,
  request: ApprovalRequest,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  for (;;) {
    const open = [...session.pending.values()].filter(
      ({ request: { digest, placement } }) => digest === request.digest && placement === request.placement,
    );
    const same = open.find((question) => words(question.request) === words(request));
    const [question] = same ? [same] : open;
    if (question === undefined) return undefined;
    const answer = await question.answered;
    if (same || LASTING.has(answer.scope)) return answer;
    if (signal.aborted) return { decision: "stop", by: "program", message: "cancelled" };
  }
}

/**
 * Puts a question and waits for its one answer: from `onAsk`, from `Guard.answer`, or from another process through the
 * folder of open questions. Cancelling answers it with `stop`.
 */
export async function ask(
  session: Session,
  request: ApprovalRequest,
  events: Channel<RunEvent>,
  ids: Ids,
  signal: AbortSignal,
): Promise<Answer> {
  const askedAt = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  promise.catch(() => undefined);
  let settled = false;
  const finish = async (answer: Answer): Promise<Grant | undefined> => {
    settled = true;
    session.pending.delete(request.id);
    try {
      const answered = await record(session, {
        name: "approval.answered",
        ids: { ...ids, approval: request.id },
        attributes: {
          kind: request.action.kind,
          decision: answer.decision,
          by: answer.by,
          wait_ms: Math.round(performance.now() - askedAt),
          ...recordedScope(answer),
          ...(answer.message === undefined ? {} : { message: answer.message }),
          digest: request.digest,
        },
        severity: answer.decision === "allow" ? "info" : "warn",
      });
      events.push({ kind: "record", record: answered });
      const grant = await keepAnswer(session, request, answer, ids, {
        emit: (stored) => events.push({ kind: "record", record: stored }),
      });
      session.questions.remove(request.id);
      resolve(answer);
      return grant;
    } catch (error) {
      session.questions.remove(request.id);
      reject(error);
      throw error;
    }
  };
  const settle = async (answer: Answer): Promise<Grant | undefined> => {
    checkAnswer(request, answer);
    // The file decides between this process and others: exactly one of them may answer.
    if (settled || !session.questions.claim(request.id, answer)) {
      throw new GuardError("unknown-request", `the question ${request.id} has been answered already`);
    }
    return await finish(answer);
  };
  const asked = await record(session, {
    name: "approval.requested",
    ids: { ...ids, approval: request.id },
    attributes: {
      kind: request.action.kind,
      title: request.title,
      subject: request.subject,
      options: request.options.map(({ key }) => key),
      ...(request.justification === undefined ? {} : { justification: request.justification }),
      placement: request.placement,
      risk: request.risk,
      crosses: request.crosses,
      reasons: recordedReasons(request.reasons),
      digest: request.digest,
    },
  });
  session.questions.put({ v: 1, session: session.id, request });
  session.pending.set(request.id, { request, settle, answered: promise });
  events.push({ kind: "record", record: asked });
  const done = new AbortController();
  const cancel = (): void => {
    if (!settled) {
      settle({ decision: "stop", by: "program", message: "cancelled" }).catch(() =>
        resolve({ decision: "stop", by: "program" }),
      );
    }
  };
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel, { once: true });
  const leave = (): void => {
    done.abort();
    if (settled) return;
    // The question stays on disk: an answer that comes later counts when the session is taken up again.
    settled = true;
    session.pending.delete(request.id);
    resolve({ decision: "stop", by: "program", message: "the guard was closed; the question stays open" });
  };
  session.closing.signal.addEventListener("abort", leave, { once: true });
  const elsewhere = async (): Promise<void> => {
    const answer = await session.questions.waitFor(request.id, done.signal);
    if (settled) return;
    try {
      checkAnswer(request, answer);
    } catch {
      // The one answer is spent; a wrong one counts as no.
      await finish({
        decision: "deny",
        by: answer.by,
        message: "the answer was not one that the question offers",
      });
      return;
    }
    await finish(answer);
  };
  elsewhere().catch((error: unknown) => {
    if (!done.signal.aborted) reject(error);
  });
  try {
    if (session.onAsk) {
      // Answered elsewhere, or by a rule meanwhile: nobody is to be asked any longer.
      const wanted = AbortSignal.any([signal, done.signal]);
      const answer = await Promise.race([session.onAsk(request, wanted), promise]);
      if (answer && !settled) await settle(answer);
    }
    return await promise;
  } catch (error) {
    // A host whose onAsk fails has not answered; the question must not stay open for anybody.
    if (!settled) {
      settled = true;
      session.pending.delete(request.id);
      session.questions.remove(request.id);
      reject(error);
    }
    throw error;
  } finally {
    done.abort();
    signal.removeEventListener("abort", cancel);
    session.closing.signal.removeEventListener("abort", leave);
  }
}
