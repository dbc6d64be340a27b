import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProposedOutcome, RiskLevel, UserAuthorization } from "./assessment.ts";
import { settle } from "./outcome.ts";

const risks: readonly RiskLevel[] = ["low", "medium", "high", "critical"];
const authorizations: readonly UserAuthorization[] = ["unknown", "low", "medium", "high"];
const outcomes: readonly ProposedOutcome[] = ["allow", "deny", "ask_user"];

test("of all contradictions, only what the table says gets through", () => {
  for (const riskLevel of risks) {
    for (const userAuthorization of authorizations) {
      for (const outcome of outcomes) {
        const settled = settle({ outcome, riskLevel, userAuthorization, rationale: "" });
        const may =
          riskLevel === "low" ||
          riskLevel === "medium" ||
          (riskLevel === "high" && ["medium", "high"].includes(userAuthorization));
        const name = `${riskLevel} ${userAuthorization} ${outcome}`;
        assert.equal(settled.outcome === "allow", may && outcome === "allow", name);
        if (riskLevel === "critical" || outcome === "deny") assert.equal(settled.outcome, "deny", name);
      }
    }
  }
});

test("an assessment without a risk counts as high", () => {
  assert.equal(settle({ outcome: "allow", rationale: "" }).outcome, "deny");
  assert.equal(settle({ outcome: "allow", userAuthorization: "medium", rationale: "" }).outcome, "allow");
});
