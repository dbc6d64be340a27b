import type { Answer, ApprovalRequest, Grant } from "./decision.ts";
import { GuardError } from "./guard-error.ts";
import { checkAnswer, keepAnswer, recordedScope } from "./keep-answer.ts";
import { record, type Session } from "./session.ts";

/** Questions that nobody answered are forgotten after a week. */
const KEPT_FOR = 7 * 24 * 3_600_000;

async function accept(
  session: Session,
  request: ApprovalRequest,
  answer: Answer,
): Promise<Grant | undefined> {
  session.pending.delete(request.id);
  try {
    checkAnswer(request, answer);
    await record(session, {
      name: "approval.answered",
      ids: { approval: request.id },
      attributes: {
        decision: answer.decision,
        by: answer.by,
        ...recordedScope(answer),
        digest: request.digest,
      },
    });
    // Nobody waits for it any more, so a yes for once is kept for the next time that exactly this is proposed.
    return await keepAnswer(session, request, answer, {}, { once: true });
  } finally {
    session.questions.remove(request.id);
  }
}

/**
 * Takes up the questions that an earlier process of the same session left: answers that were given meanwhile make
 * their grants, the others stay open. An answer counts once, for exactly the action that was asked about.
 */
export async function resumeQuestions(session: Session): Promise<void> {
  const oldest = session.now().getTime() - KEPT_FOR;
  for (const { request, session: owner } of session.questions.list()) {
    if (Date.parse(request.createdAt) < oldest) {
      session.questions.remove(request.id);
      continue;
    }
    if (owner !== session.id) continue;
    const answer = session.questions.answered(request.id);
    if (answer !== undefined) {
      await accept(session, request, answer).catch((error: unknown) => {
        // An answer that was never on offer is dropped with its question.
        if (!(error instanceof GuardError) || error.code !== "bad-answer") throw error;
      });
      continue;
    }
    const { promise, resolve } = Promise.withResolvers<Answer>();
    session.pending.set(request.id, {
      request,
      answered: promise,
      settle: async (given) => {
        checkAnswer(request, given);
        if (!session.questions.claim(request.id, given)) {
          throw new GuardError("unknown-request", `the question ${request.id} has been answered already`);
        }
        const grant = await accept(session, request, given);
        resolve(given);
        return grant;
      },
    });
  }
}
