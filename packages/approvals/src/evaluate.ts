import type { Evaluation, Reason } from "./facts.ts";
import { findGrants, type Need } from "./grant.ts";
import type { EvaluationInput } from "./input.ts";
import { clampSettings } from "./requirements.ts";
import type { Context, Outcome } from "./table/step.ts";
import { rowsFor } from "./table/tables.ts";

/** One row that was looked at on the way to the evaluation. */
export interface PathStep {
  /** Stable name of the row or stage. */
  readonly id: string;
  /** What the row says, as a sentence. */
  readonly says: string;
  /** True for the row that decided, and for a stage that changed what it said. */
  readonly decided: boolean;
}

/** An evaluation together with every row that was looked at, in order. */
export interface Explained {
  /** The same as `evaluate` gives. */
  readonly evaluation: Evaluation;
  /** Rows in the order in which they were tried. */
  readonly path: readonly PathStep[];
  /** What a grant would have to cover; empty unless there is a question. */
  readonly needs: readonly Need[];
}

const grantStage = {
  id: "grant.covers",
  says: "A grant that covers everything the question is about answers it beforehand.",
} as const;

const reviewStage = {
  id: "review.all",
  says: "Where every command is reviewed, one that would run by itself waits for the reviewer.",
} as const;

function withReasons(evaluation: Evaluation, reasons: readonly Reason[]): Evaluation {
  return reasons.length === 0 ? evaluation : { ...evaluation, reasons: [...evaluation.reasons, ...reasons] };
}

function granted(outcome: Outcome, input: EvaluationInput): Evaluation | undefined {
  const { evaluation } = outcome;
  if (evaluation.decision !== "ask") return undefined;
  const grants = findGrants(input.grants, outcome.needs ?? [], input.digest);
  const [first] = grants ?? [];
  if (grants === undefined || first === undefined) return undefined;
  return {
    decision: "allow",
    placement: evaluation.placement,
    reasons: [
      ...evaluation.reasons,
      ...grants.map((grant) => ({ code: "grant.covers", text: `Answered before: ${grant.text}` })),
    ],
    grant: first.id,
    ...(grants.length > 1 ? { grants: grants.map((grant) => grant.id) } : {}),
    ...(evaluation.widen === undefined ? {} : { widen: evaluation.widen }),
  };
}

/** Watches the walk; both are called before the evaluation is returned. */
interface Visitor {
  step(step: PathStep): void;
  needs(needs: readonly Need[]): void;
}

function walk(input: EvaluationInput, visit?: Visitor): Evaluation {
  const settings = clampSettings(input, input.requirements, input.compat);
  if (settings.refused !== undefined) {
    visit?.step({ id: "requirement.clamp", says: settings.refused.text, decided: true });
    return { decision: "deny", code: "requirement", reasons: [settings.refused] };
  }
  const context: Context = {
    policy: settings.policy,
    mode: settings.mode,
    reviewer: settings.reviewer,
    codex: input.compat === "codex",
    full: settings.mode === "danger-full-access",
    choseNever:
      settings.policy.kind === "never" &&
      (input.compat === "codex" || (input.policyMoved !== true && settings.policy === input.policy)),
    person: input.person ?? true,
    deniedReads: input.deniedReads ?? false,
    origins: input.origins ?? {},
  };
  for (const row of rowsFor(input.action)) {
    const outcome = row.apply(input.action, context);
    visit?.step({ id: row.id, says: row.says, decided: outcome !== undefined });
    if (outcome === undefined) continue;
    visit?.needs(outcome.needs ?? []);
    const answered = granted(outcome, input);
    if (answered !== undefined) visit?.step({ ...grantStage, decided: true });
    const evaluation = withReasons(answered ?? outcome.evaluation, settings.reasons);
    return reviewed(evaluation, input, context, visit);
  }
  // Unreachable while every table ends with a row that decides; a hole in a table must refuse, not run.
  return { decision: "deny", code: "no-row", reasons: [{ code: "table.hole", text: "No row decided." }] };
}

/** The stage that sends a command to the reviewer although the table would run it. */
function reviewed(
  evaluation: Evaluation,
  input: EvaluationInput,
  context: Context,
  visit: Visitor | undefined,
): Evaluation {
  const all = input.review === "all" || input.requirements?.reviewAll === true;
  if (!all || evaluation.decision !== "allow" || input.action.kind !== "command") return evaluation;
  const answer = findGrants(input.grants, [{ kind: "exact", placement: evaluation.placement }], input.digest);
  if (answer !== undefined) return evaluation;
  visit?.step({ ...reviewStage, decided: true });
  visit?.needs([{ kind: "exact", placement: evaluation.placement }]);
  return {
    decision: "ask",
    placement: evaluation.placement,
    reasons: [
      ...evaluation.reasons,
      {
        code: "review.all",
        text: "auto_review wants every command reviewed before it runs (scope, or required_on_models).",
      },
    ],
    scopes: ["once"],
    risk: evaluation.placement === "outside" && !context.full ? "high" : "normal",
    reviewer: "auto_review",
    ...(evaluation.widen === undefined ? {} : { widen: evaluation.widen }),
  };
}

/**
 * Decides one proposed action. Pure and synchronous: equal inputs give equal results, and the result says which
 * row, rule, key or requirement decided.
 *
 * It never runs an action outside the sandbox unless a rule, the mode or an answered question says so. Misuse is
 * not guarded here: facts about paths and rules must come from the engines that enforce them.
 */
export function evaluate(input: EvaluationInput): Evaluation {
  return walk(input);
}

/**
 * Decides like {@link evaluate} and keeps the rows that were looked at, for `paddock explain`, and what a grant
 * would have to cover, for the question.
 */
export function explain(input: EvaluationInput): Explained {
  const path: PathStep[] = [];
  let needs: readonly Need[] = [];
  const evaluation = walk(input, {
    step: (step): void => {
      path.push(step);
    },
    needs: (found): void => {
      needs = found;
    },
  });
  return { evaluation, path, needs: evaluation.decision === "ask" ? needs : [] };
}
