import type { Answer, ApprovalRequest } from "./decision.ts";
import { GuardError } from "./guard-error.ts";
import { checkAnswer } from "./keep-answer.ts";
import { openPendingStore } from "./pending-store.ts";

/** The questions that wait in Paddock's home, of all sessions, by the time they were asked. */
export function openQuestions(home: string): readonly ApprovalRequest[] {
  const store = openPendingStore(home);
  return store
    .list()
    .map(({ request }) => request)
    .filter((request) => store.answered(request.id) === undefined)
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/**
 * Answers a question from any process, exactly once. A session that waits goes on at once; one that has ended finds the
 * answer when it is taken up again, and a yes for once then counts for the next time that exactly this is proposed.
 *
 * @throws {GuardError} `unknown-request` when it is not open any more, `bad-answer` for an answer that it does not offer.
 */
export function answerQuestion(home: string, requestId: string, answer: Answer): void {
  const store = openPendingStore(home);
  const question = store.list().find(({ request }) => request.id === requestId);
  if (question === undefined) {
    throw new GuardError(
      "unknown-request",
      `there is no open question ${requestId}; it may have been withdrawn`,
    );
  }
  checkAnswer(question.request, answer);
  if (!store.claim(requestId, answer)) {
    throw new GuardError("unknown-request", `the question ${requestId} has been answered already`);
  }
}
