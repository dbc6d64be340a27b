import { type Evaluation, mayAsk } from "@paddock/approvals";
import { answerAlready, ask, QUESTIONS_AT_ONCE } from "./ask.ts";
import type { Answer, ApprovalRequest, Decision, Reason } from "./decision.ts";
import { decisionEvent } from "./decision-record.ts";
import { ended, type Flight, note } from "./flight.ts";
import { beforeHooks } from "./hook.ts";
import type { Judgement } from "./judge.ts";
import { candidateDecision, decisionOf, judgeNow } from "./judge-now.ts";
import type { NormalAction } from "./normalise.ts";
import type { Widening } from "./plan-for.ts";
import { type RefusedBy, refusal } from "./refusal.ts";
import { denialText } from "./result-text.ts";
import { reviewRequest } from "./review-request.ts";
import type { RunResult } from "./run.ts";
import type { Session } from "./session.ts";
import { widenOnce } from "./widen-once.ts";

/** The end of the deciding part: go ahead in this way, or the result of a refusal. */
export type Settled =
  | {
      readonly go: true;
      readonly placement: "inside" | "outside";
      readonly widening: Widening;
      readonly answer?: Answer;
      readonly decision: Decision;
      /** What was decided about, checked once more directly before the start; absent where the sandbox binds it. */
      readonly digest?: string;
    }
  | { readonly go: false; readonly result: RunResult };

/** Says which part of the policy stands behind a refusal, from the code of its first reason. */
function deniedBy(reasons: readonly Reason[]): RefusedBy {
  const part = reasons[0]?.code.split(".")[0];
  return part === "rule" || part === "requirement" || part === "network" ? part : "policy";
}

/** How an action was decided, beside the words. */
interface Settlement {
  readonly decision: "allow" | "deny";
  readonly placement: string;
  readonly reasons: readonly Reason[];
  readonly by: string;
  /** The question whose answer this is. */
  readonly question?: string | undefined;
  /** The grant that was used. */
  readonly grant?: string | undefined;
  /** Code of a refusal, and what could be done instead. */
  readonly code?: string;
  readonly alternative?: string | undefined;
}

function decided(flight: Flight, judgement: Judgement, settlement: Settlement): Promise<void> {
  const { session, action } = flight;
  const { decision, placement, reasons, by, question, grant, code, alternative } = settlement;
  // A command that just runs inside is bound by the sandbox; hashing what it refers to would bind nothing.
  const bound = decision !== "allow" || placement !== "inside" || by !== "policy";
  const more = {
    policy_digest: session.boundary.digest,
    ...(bound ? { digest: judgement.digest() } : {}),
    ...(grant === undefined ? {} : { grant }),
    ...(code === undefined ? {} : { code }),
    ...(alternative === undefined ? {} : { alternative }),
    ...(session.mode === "report"
      ? {
          guard_mode: "report",
          would_be: candidateDecision(session, action) ?? judgement.evaluation.decision,
        }
      : {}),
  };
  const event = decisionEvent(action, { decision, placement, by, reasons, more });
  return note(flight, question === undefined ? event : { ...event, ids: { approval: question } });
}

/** What the table would name in the question's place where nobody may be asked. */
function unasked(session: Session, action: NormalAction): { readonly alternative?: string } {
  const { evaluation } = judgeNow(session, action, { kind: "never" });
  const alternative = evaluation.decision === "deny" ? evaluation.alternative : undefined;
  return alternative === undefined ? {} : { alternative };
}

/** How often a question is put again because something changed while it was open. */
const ROUNDS = 3;

/** A run that a hook wants asked about, as a question; undefined where nothing may be asked. */
function asQuestion(evaluation: Evaluation, reasons: readonly Reason[]): Evaluation | undefined {
  if (evaluation.decision !== "allow") return undefined;
  const { placement, widen } = evaluation;
  return {
    decision: "ask",
    placement,
    reasons,
    scopes: ["once"],
    risk: "normal",
    reviewer: "user",
    ...(widen === undefined ? {} : { widen }),
  };
}

/** Lets the hooks tighten a judgement. */
async function hooked(flight: Flight, judgement: Judgement): Promise<Judgement> {
  const { session, action, stop } = flight;
  if (session.hooks.length === 0 || judgement.evaluation.decision === "deny") return judgement;
  const decision = decisionOf(session, action, judgement);
  const said = await beforeHooks(session.hooks, { action, decision }, stop);
  if (said === undefined) return judgement;
  const { evaluation } = judgement;
  if (said.decision === "ask" && evaluation.decision === "ask") {
    return { ...judgement, evaluation: { ...evaluation, reasons: [...said.reasons, ...evaluation.reasons] } };
  }
  const question = mayAsk(session.boundary.approvalPolicy, "sandbox")
    ? asQuestion(evaluation, said.reasons)
    : undefined;
  if (said.decision === "ask" && question !== undefined) {
    const needs = [{ kind: "exact", placement: evaluation.placement } as const];
    return { ...judgement, evaluation: question, needs };
  }
  return { ...judgement, evaluation: { decision: "deny", code: "hook-denied", reasons: said.reasons } };
}

/** Gets the answer to a question: from one already open about the same, from the reviewer, or from a person. */
async function answerTo(flight: Flight, request: ApprovalRequest, judgement: Judgement): Promise<Answer> {
  const { session, events, ids, signal } = flight;
  const same = await answerAlready(session, request, signal);
  if (same !== undefined) return same;
  if (session.pending.size >= QUESTIONS_AT_ONCE) {
    return {
      decision: "deny",
      by: "policy",
      message: "too many questions are open already; wait for their answers",
    };
  }
  const { evaluation } = judgement;
  if (evaluation.decision !== "ask" || evaluation.reviewer === "user") {
    return await ask(session, request, events, ids, signal);
  }
  const reviewed = await reviewRequest(flight, request, judgement);
  if (reviewed.kind === "answered") return reviewed.answer;
  if (!mayAsk(session.boundary.approvalPolicy, "sandbox", session.boundary.compat)) {
    // A policy that asks nobody may still want every command reviewed; what the reviewer leaves open is then a no.
    return {
      decision: "deny",
      by: "policy",
      message: "it needs a review, and the policy lets nobody else answer",
    };
  }
  return await ask(session, reviewed.request, events, ids, signal);
}

/**
 * Brings a judgement to its end: lets hooks tighten it, asks where it asks, checks that what the answer was given for is
 * still what would run and asks again where it is not, and records the outcome before anything starts.
 */
export async function settle(flight: Flight, judged: Judgement): Promise<Settled> {
  const { session, action } = flight;
  let judgement = await hooked(flight, judged);
  let decision = decisionOf(session, action, judgement);
  let question: string | undefined;
  const refuse = async (
    code: string,
    by: RefusedBy,
    reasons: readonly Reason[],
    rest: { answer?: Answer; alternative?: string; outcome?: "stopped" } = {},
  ): Promise<Settled> => {
    const { alternative } = rest;
    await decided(flight, judgement, {
      decision: "deny",
      placement: "none",
      reasons,
      by,
      code,
      alternative,
      question: rest.answer === undefined ? undefined : question,
    });
    const why = refusal(code, by, reasons, { alternative, judgement });
    const result = ended(flight, decision, rest.answer, {
      outcome: rest.outcome ?? "denied",
      text: denialText(why),
      refusal: why,
      denials: [],
    });
    return { go: false, result };
  };

  for (let round = 1; ; round++) {
    if (decision.decision === "deny") {
      const { code, reasons, alternative } = decision;
      return refuse(code, deniedBy(reasons), reasons, alternative === undefined ? {} : { alternative });
    }
    if (decision.decision === "allow") {
      const { placement, reasons, grant } = decision;
      const { evaluation } = judgement;
      const used =
        evaluation.decision === "allow" ? (evaluation.grants ?? (grant === undefined ? [] : [grant])) : [];
      // Spent before it counts: two actions at the same time cannot use one answer.
      if (!used.every((id) => session.grants.spend(id))) {
        judgement = await hooked(flight, judgeNow(session, action));
        decision = decisionOf(session, action, judgement);
        if (round < ROUNDS) continue;
        return refuse("grant-gone", "policy", [
          { code: "grant.gone", text: "the answer was used up meanwhile" },
        ]);
      }
      const by = used.length === 0 ? "policy" : "grant";
      await decided(flight, judgement, { decision: "allow", placement, reasons, by, grant: used[0] });
      return {
        go: true,
        decision,
        ...(placement === "outside" || used.length > 0 ? { digest: judgement.digest() } : {}),
        placement,
        widening: placement === "inside" && used.length > 0 ? widenOnce(action, judgement) : {},
      };
    }

    const { request } = decision;
    question = request.id;
    const answer = await answerTo(flight, request, judgement);
    if (answer.decision !== "allow") {
      const by: RefusedBy = answer.by === "reviewer" || answer.by === "user" ? answer.by : "policy";
      const said =
        answer.message === undefined
          ? `the answer was no (${answer.by})`
          : `the answer was no: ${answer.message}`;
      // An answer can write the rule that refuses it for good; then that rule is the reason.
      const { evaluation } = judgeNow(session, action);
      const why = evaluation.decision === "deny" ? evaluation.reasons : request.reasons;
      const reasons = [{ code: `answer.${answer.decision}`, text: said }, ...why];
      return answer.decision === "stop"
        ? refuse("stopped", by, reasons, { answer, outcome: "stopped" })
        : refuse("answer-no", by, reasons, { answer, ...unasked(session, action) });
    }
    session.surroundings = await session.refresh();
    const now = judgeNow(session, action);
    const same = now.digest() === request.digest;
    if (same && now.evaluation.decision !== "deny") {
      const { placement, reasons } = request;
      await decided(flight, judgement, { decision: "allow", placement, reasons, by: answer.by, question });
      return {
        go: true,
        decision,
        digest: request.digest,
        placement: request.placement,
        widening: request.placement === "inside" ? widenOnce(action, judgement) : {},
        answer,
      };
    }
    if (!same && round === ROUNDS) {
      const text =
        "what it refers to (program, script or folder) changed each time after the question was asked, so no answer counts";
      return refuse("changed-since-asked", "policy", [{ code: "changed-since-asked", text }], {
        answer,
        alternative: "Let the files come to rest, then try again.",
      });
    }
    // Something changed while the question was open: what is there now is judged, and asked about again.
    judgement = await hooked(flight, now);
    decision = decisionOf(session, action, judgement);
  }
}
