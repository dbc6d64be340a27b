import { ask } from "./ask.ts";
import type { Answer, Decision, Reason } from "./decision.ts";
import { ended, type Flight, note, refusal } from "./flight.ts";
import type { Judgement } from "./judge.ts";
import { judgeNow } from "./judge-now.ts";
import type { Widening } from "./plan-for.ts";
import { denialText } from "./result-text.ts";
import type { RunResult } from "./run.ts";
import { widenOnce } from "./widen-once.ts";

/** The end of the deciding part: go ahead in this way, or the result of a refusal. */
export type Settled =
  | {
      readonly go: true;
      readonly placement: "inside" | "outside";
      readonly widening: Widening;
      readonly answer?: Answer;
    }
  | { readonly go: false; readonly result: RunResult };

type By = NonNullable<RunResult["refusal"]>["by"];

/** Says which part of the policy stands behind a refusal, from the code of its first reason. */
function deniedBy(reasons: readonly Reason[]): By {
  const part = reasons[0]?.code.split(".")[0];
  return part === "rule" || part === "requirement" || part === "network" ? part : "policy";
}

function decided(
  flight: Flight,
  outcome: "allow" | "deny",
  placement: string,
  reasons: readonly Reason[],
  by: string,
): Promise<void> {
  const { session, action } = flight;
  return note(flight, {
    name: "decision.made",
    attributes: {
      decision: outcome,
      placement,
      by,
      kind: action.kind,
      reasons: reasons.map(({ code, text, origin }) => ({
        code,
        text,
        ...(origin ? { layer: origin.layer } : {}),
        ...(origin?.file === undefined ? {} : { source: `${origin.file}:${origin.line ?? 1}` }),
      })),
      policy_digest: session.boundary.digest,
      ...(session.mode === "report" ? { guard_mode: "report" } : {}),
    },
    severity: outcome === "allow" ? "info" : "warn",
  });
}

/**
 * Brings a decision to its end: asks where it asks, checks that what the answer was given for is still what would run, and
 * records the outcome before anything starts.
 */
export async function settle(flight: Flight, decision: Decision, judgement: Judgement): Promise<Settled> {
  const { session, action } = flight;
  const refuse = async (
    code: string,
    by: By,
    reasons: readonly Reason[],
    rest: { answer?: Answer; alternative?: string; outcome?: "stopped" } = {},
  ): Promise<Settled> => {
    await decided(flight, "deny", "none", reasons, by);
    const result = ended(flight, decision, rest.answer, {
      outcome: rest.outcome ?? "denied",
      text: denialText(reasons, rest.alternative),
      refusal: refusal(code, by, reasons, rest.alternative),
      denials: [],
    });
    return { go: false, result };
  };

  if (decision.decision === "deny") {
    const { code, reasons, alternative } = decision;
    return refuse(code, deniedBy(reasons), reasons, alternative === undefined ? {} : { alternative });
  }
  if (decision.decision === "allow") {
    const { placement, reasons, grant } = decision;
    await decided(flight, "allow", placement, reasons, grant === undefined ? "policy" : "grant");
    if (grant !== undefined) session.grants.spend(grant);
    return {
      go: true,
      placement,
      widening: placement === "inside" && grant !== undefined ? widenOnce(action, judgement) : {},
    };
  }

  const { request } = decision;
  const answer = await ask(session, request, flight.events, flight.ids, flight.signal);
  if (answer.decision !== "allow") {
    const by: By = answer.by === "reviewer" || answer.by === "user" ? answer.by : "policy";
    const said =
      answer.message === undefined
        ? `the answer was no (${answer.by})`
        : `the answer was no: ${answer.message}`;
    const reasons = [{ code: `answer.${answer.decision}`, text: said }, ...request.reasons];
    return answer.decision === "stop"
      ? refuse("stopped", by, reasons, { answer, outcome: "stopped" })
      : refuse("answer-no", by, reasons, { answer });
  }
  session.surroundings = await session.refresh();
  if (judgeNow(session, action).digest !== request.digest) {
    const text =
      "what it refers to (program, script or folder) changed after the question was asked, so the answer does not count";
    return refuse("changed-since-asked", "policy", [{ code: "changed-since-asked", text }], {
      answer,
      alternative: "Ask again.",
    });
  }
  await decided(flight, "allow", request.placement, request.reasons, answer.by);
  return {
    go: true,
    placement: request.placement,
    widening: request.placement === "inside" ? widenOnce(action, judgement) : {},
    answer,
  };
}
