import { type EvidenceLimits, type Review, reviewRequired } from "@paddock/approvals";
import type { Answer, ApprovalRequest } from "./decision.ts";
import { describeBoundary } from "./describe.ts";
import { type Flight, note } from "./flight.ts";
import type { Judgement } from "./judge.ts";
import { planFor } from "./plan-for.ts";
import type { Session } from "./session.ts";

/** What the reviewer said: an answer, or a question that goes on to the person with its words. */
export type Reviewed =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "asks"; readonly request: ApprovalRequest };

function limitsOf(flight: Flight): EvidenceLimits {
  const { session, action } = flight;
  const plan = planFor(
    session.profile,
    session.surroundings,
    "inside",
    session.grants.widenings(action.ids?.turn),
  );
  const deniedReads = plan.entries.filter((entry) => entry.access === "deny").map((entry) => entry.path);
  return { boundary: describeBoundary(session.boundary, plan).split("\n").slice(1), deniedReads };
}

function requiredOn(session: Session): readonly string[] {
  return session.boundary.review.settings.requiredOnModels ?? [];
}

async function noteReview(flight: Flight, request: ApprovalRequest, review: Review): Promise<void> {
  const { assessment, record } = review;
  const outage = review.status === "failed" || review.status === "timed-out";
  await note(flight, {
    name: "reviewer.assessed",
    ids: { approval: request.id },
    attributes: {
      outcome: review.outcome === "allow" ? "allow" : outage ? "unavailable" : "deny",
      review: flight.session.newId(),
      source: review.source,
      status: review.status,
      digest: review.digest,
      reasons: review.reasons.map(({ code, text }) => ({ code, text })),
      model: record.model,
      duration_ms: record.durationMs,
      prompt_version: record.promptVersion,
      attempts: record.attempts,
      tool_calls: record.toolCalls,
      input_tokens: record.inputTokens,
      output_tokens: record.outputTokens,
      omitted: record.omittedEntries,
      cut: record.cutEntries,
      ...(record.evidenceDigest === undefined ? {} : { evidence_digest: record.evidenceDigest }),
      ...(record.trunk === undefined ? {} : { trunk: record.trunk }),
      ...(assessment?.riskLevel === undefined ? {} : { risk: assessment.riskLevel }),
      ...(assessment?.userAuthorization === undefined
        ? {}
        : { user_authorization: assessment.userAuthorization }),
      ...(assessment === undefined ? {} : { rationale: assessment.rationale }),
    },
    severity: review.outcome === "allow" ? "info" : "warn",
  });
}

/**
 * Lets the automatic reviewer answer. What it cannot or may not answer goes on to the person; everything that it says
 * is recorded before it counts.
 */
export async function reviewRequest(
  flight: Flight,
  request: ApprovalRequest,
  judgement: Judgement,
): Promise<Reviewed> {
  const { session, action } = flight;
  const { ids, ...shown } = action;
  if (session.reviewer === undefined && reviewRequired(session.model, requiredOn(session))) {
    // What an administrator wants reviewed is not let through on anybody else's word.
    const message = `the policy wants every command of ${session.model} reviewed, and no reviewer is configured`;
    return { kind: "answered", answer: { decision: "deny", by: "policy", message } };
  }
  if (session.reviewer === undefined) {
    const rationale = "no reviewer model is configured";
    return { kind: "asks", request: { ...request, reviewer: { outcome: "unavailable", rationale } } };
  }
  const review = await session.reviewer.review(
    {
      session: session.id,
      turn: ids?.turn ?? flight.id,
      digest: request.digest,
      action: shown,
      reasons: request.reasons.map((reason) => reason.text),
      retry: request.reasons.some((reason) => reason.code === "denial.retry"),
      transcript: flight.transcript,
      limits: limitsOf(flight),
      facts: judgement.facts,
      placement: request.placement,
    },
    { signal: flight.stop },
  );
  await noteReview(flight, request, review);
  const rationale = review.assessment?.rationale ?? review.reasons.at(-1)?.text ?? "";
  const message = review.advice === undefined ? {} : { message: review.advice };
  // What the user let past the reviewer is the user's answer.
  const by = review.source === "override" ? "user" : "reviewer";
  if (review.outcome === "allow") return { kind: "answered", answer: { decision: "allow", by } };
  if (review.outcome === "deny") {
    const decision = review.interrupt || review.status === "aborted" ? "stop" : "deny";
    return { kind: "answered", answer: { decision, by: "reviewer", ...message } };
  }
  const risk = review.assessment?.riskLevel;
  const outcome = review.status === "denied" ? "deny" : "unavailable";
  return {
    kind: "asks",
    request: { ...request, reviewer: { outcome, rationale, ...(risk === undefined ? {} : { risk }) } },
  };
}
