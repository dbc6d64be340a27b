import { behaviourOf, judgeCase } from "../approvals/judge-case.ts";
import { judged, type Outcome } from "../outcome.ts";
import type { RawCase, Suite } from "../suite.ts";

/** What Codex does after a denial, in our words; a silent run outside is shown by the table and never carried out. */
const ON_DENIAL: Readonly<Record<string, string>> = {
  "report-to-model": "report",
  ask: "ask",
  "run-unsandboxed": "rerun-outside",
};

/** Judges one case under the behaviour given. */
export function checkCase(item: RawCase, compat: "codex" | undefined): Outcome {
  const id = String(item["id"]);
  let judgement: ReturnType<typeof judgeCase>;
  try {
    judgement = judgeCase(item, compat);
  } catch (error) {
    return judged(id, [(error as Error).message]);
  }
  const complaints: string[] = [];
  const { fate, afterAccept, onDenial, why } = judgement;
  if (fate !== item["expect"]) complaints.push(`${fate}, expected ${item["expect"]} (${why})`);
  else if (item["after_accept"] !== undefined && fate === "ask" && afterAccept !== item["after_accept"]) {
    complaints.push(`after a yes ${afterAccept}, expected ${item["after_accept"]} (${why})`);
  }
  const denial = item["on_denial"];
  if (typeof denial === "string" && onDenial !== ON_DENIAL[denial]) {
    complaints.push(`after a denial ${onDenial}, expected ${ON_DENIAL[denial]}`);
  }
  return judged(id, complaints);
}

/** The decision table against recorded and intended decisions. */
export const approvalsSuite: Suite = {
  name: "approvals",
  cases: "approvals.jsonl",
  drivers: ["paddock"],
  async *run(cases) {
    for (const item of cases) yield checkCase(item, behaviourOf(item));
  },
};
