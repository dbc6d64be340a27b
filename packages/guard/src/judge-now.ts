import type { ApprovalPolicy } from "@paddock/approvals";
import { reviewRequired } from "@paddock/approvals";
import type { Decision } from "./decision.ts";
import { commandEnvironment } from "./environment.ts";
import { frozen } from "./frozen.ts";
import { type Judgement, judge } from "./judge.ts";
import type { NormalAction } from "./normalise.ts";
import { planFor } from "./plan-for.ts";
import { buildRequest } from "./request.ts";
import type { Session } from "./session.ts";

/** Which commands the reviewer sees, by the policy as it is now. */
function reviewScope({ boundary, model }: Session): "questions" | "all" {
  const { scope, settings } = boundary.review;
  return scope === "all" || reviewRequired(model, settings.requiredOnModels ?? []) ? "all" : "questions";
}

/** Judges an action against the session and the machine as they are now, or as they would be under another policy. */
export function judgeNow(session: Session, action: NormalAction, policy?: ApprovalPolicy): Judgement {
  const turn = action.ids?.turn;
  const { boundary } = session;
  return judge(action, {
    boundary: policy === undefined ? boundary : { ...boundary, approvalPolicy: policy },
    plan: planFor(session.profile, session.surroundings, "inside", session.grants.widenings(turn)),
    rules: session.rules,
    grants: session.grants.active(turn),
    path: commandEnvironment(session.boundary.environment, session.env)["PATH"] ?? "/usr/bin:/bin",
    review: reviewScope(session),
    outside: new Set([...session.executions].flatMap(([id, execution]) => (execution.outside ? [id] : []))),
  });
}

/** What a policy under trial would decide; undefined where there is none. */
export function candidateDecision(session: Session, action: NormalAction): Decision["decision"] | undefined {
  const { candidate } = session;
  if (candidate === undefined) return undefined;
  const { boundary, rules } = candidate;
  const { evaluation } = judge(action, {
    boundary,
    plan: planFor(boundary.profile, session.surroundings, "inside", []),
    rules,
    grants: [],
    path: commandEnvironment(boundary.environment, session.env)["PATH"] ?? "/usr/bin:/bin",
    review: boundary.review.scope,
  });
  return evaluation.decision;
}

/** Turns a judgement into what the guard says; a question gets an id and everything a person needs to see. */
export function decisionOf(session: Session, action: NormalAction, judgement: Judgement): Decision {
  const { evaluation } = judgement;
  if (evaluation.decision === "deny") return frozen({ v: 1, ...evaluation });
  if (evaluation.decision === "allow") {
    const { placement, reasons, grant } = evaluation;
    return frozen({ v: 1, decision: "allow", placement, reasons, ...(grant === undefined ? {} : { grant }) });
  }
  const request = buildRequest({
    id: session.newId(),
    action,
    digest: judgement.digest(),
    evaluation,
    plan: planFor(
      session.profile,
      session.surroundings,
      "inside",
      session.grants.widenings(action.ids?.turn),
    ),
    crosses: judgement.crosses,
    createdAt: session.now().toISOString(),
    facts: judgement.facts,
    needs: judgement.needs,
    ruleFiles: session.ruleFiles,
    ...(judgement.verdict ? { verdict: judgement.verdict } : {}),
  });
  // A person, a program and every hook are shown this very object.
  return frozen({ v: 1, decision: "ask", request, reasons: evaluation.reasons });
}
