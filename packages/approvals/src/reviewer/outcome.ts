import type { Reason } from "../facts.ts";
import type { Assessment, RiskLevel, UserAuthorization } from "./assessment.ts";

/** What becomes of an assessment. */
export interface Settled {
  /** What the host does. */
  readonly outcome: "allow" | "deny" | "ask";
  /** Which line of the table decided. */
  readonly reasons: readonly Reason[];
}

const weight: Readonly<Record<UserAuthorization, number>> = { unknown: 0, low: 1, medium: 2, high: 3 };

/** The least authorization with which each risk may be allowed; undefined is never. */
const needed: Readonly<Record<RiskLevel, UserAuthorization | undefined>> = {
  low: "unknown",
  medium: "unknown",
  high: "medium",
  critical: undefined,
};

function settled(outcome: Settled["outcome"], code: string, text: string): Settled {
  return { outcome, reasons: [{ code, text }] };
}

/**
 * Turns an assessment into an outcome. The model can only make it stricter: whatever it proposes, critical risk is
 * denied and high risk needs authorization of at least medium; an assessment without a risk counts as high.
 */
export function settle(assessment: Assessment): Settled {
  if (assessment.outcome === "deny") return settled("deny", "reviewer.deny", "The reviewer denies it.");
  const risk = assessment.riskLevel ?? "high";
  const authorization = assessment.userAuthorization ?? "unknown";
  const least = needed[risk];
  if (least === undefined) {
    return settled("deny", "reviewer.critical", "The risk is critical, which no review can allow.");
  }
  if (weight[authorization] < weight[least]) {
    return settled(
      assessment.outcome === "ask_user" ? "ask" : "deny",
      "reviewer.unauthorized",
      `The risk is ${risk} and nothing shows that the user wants it (authorization ${authorization}).`,
    );
  }
  return assessment.outcome === "ask_user"
    ? settled("ask", "reviewer.ask", "The reviewer leaves it to the user.")
    : settled(
        "allow",
        "reviewer.allow",
        `The reviewer allows it: risk ${risk}, authorization ${authorization}.`,
      );
}

/**
 * What Codex 0.169.0 makes of an assessment: it takes the proposed outcome as it is, also where it contradicts the
 * risk. For comparison only; nothing that runs actions uses it.
 */
export function settleAsCodex(assessment: Assessment): Settled {
  return assessment.outcome === "allow"
    ? settled("allow", "reviewer.allow", "The reviewer allows it.")
    : settled("deny", "reviewer.deny", "The reviewer denies it.");
}
