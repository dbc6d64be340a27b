import type { ActionFacts, ApprovalPolicy, Evaluation, GrantScope, Origin, Reason, Widen } from "../facts.ts";
import type { Need } from "../grant.ts";
import type { EvaluationInput, Mode, Reviewer } from "../input.ts";
import { mayAsk, policyKey, type Topic } from "../policy.ts";

/** The settings of one evaluation, after requirements, with the questions that rows ask of them. */
export interface Context {
  readonly policy: ApprovalPolicy;
  readonly mode: Mode;
  readonly reviewer: Reviewer;
  readonly codex: boolean;
  /** True where there is no boundary to cross. */
  readonly full: boolean;
  /** True for the never policy where somebody chose it; one that requirements put there lets nothing more run. */
  readonly choseNever: boolean;
  readonly person: boolean;
  readonly deniedReads: boolean;
  readonly origins: NonNullable<EvaluationInput["origins"]>;
}

/** What a row decides: an evaluation, and for a question what a grant must cover to answer it beforehand. */
export interface Outcome {
  readonly evaluation: Evaluation;
  readonly needs?: readonly Need[];
}

/** One row of the table: it decides, or leaves the action to the next row. */
export interface Step<A extends ActionFacts> {
  readonly id: string;
  /** What the row says, as a sentence for the documentation and for `explain`. */
  readonly says: string;
  apply(action: A, context: Context): Outcome | undefined;
}

/** The rows of one kind of action, tried in order. The last one always decides. */
export type Table<A extends ActionFacts> = readonly Step<A>[];

function at(origin: Origin | undefined): { readonly origin?: Origin } {
  return origin === undefined ? {} : { origin };
}

/** A reason that names a key of the configuration. */
export function reason(code: string, text: string, origin?: Origin): Reason {
  return { code, text, ...at(origin) };
}

/** Runs without a question. */
export function allow(placement: "inside" | "outside", ...reasons: readonly Reason[]): Outcome {
  return { evaluation: { decision: "allow", placement, reasons } };
}

/** Refuses. The alternative is the smallest thing that would be allowed. */
export function deny(code: string, reasons: readonly Reason[], alternative?: string): Outcome {
  return {
    evaluation: { decision: "deny", code, reasons, ...(alternative === undefined ? {} : { alternative }) },
  };
}

/** What a question offers besides its reasons. */
export interface Question {
  readonly topic: Topic;
  readonly placement: "inside" | "outside";
  readonly reasons: readonly Reason[];
  readonly needs: readonly Need[];
  readonly scopes: readonly GrantScope[];
  readonly risk?: "normal" | "high";
  readonly widen?: Widen;
  readonly alternative?: string;
  /** Only a person may answer. */
  readonly personOnly?: boolean;
}

/** Why a policy cannot show a question. */
export function unaskable(context: Context, topic: Topic): Reason {
  return context.policy.kind === "never"
    ? reason("policy.never", "approval_policy is never: nothing is asked.", context.origins.policy)
    : reason(
        "policy.switched-off",
        `${policyKey(context.policy, topic)} is false: this kind of question is switched off.`,
        context.origins.policy,
      );
}

/** True when the policy may show a question about the topic. */
export function canAsk(context: Context, topic: Topic): boolean {
  return mayAsk(context.policy, topic, context.codex ? "codex" : undefined);
}

/** Asks, or refuses where the policy may not ask or only an absent person could answer. */
export function ask(context: Context, question: Question): Outcome {
  if (!canAsk(context, question.topic)) {
    const code = context.policy.kind === "never" ? "approval-never" : "approval-switched-off";
    return deny(code, [...question.reasons, unaskable(context, question.topic)], question.alternative);
  }
  if (question.personOnly === true && !context.person) {
    const missing = reason("person.absent", "Only a person may answer this, and none can be reached.");
    return deny("no-person", [...question.reasons, missing], question.alternative);
  }
  // Codex lets the reviewer answer for on-request and granular only; untrusted asked for a person by name.
  const byPerson = question.personOnly === true || context.policy.kind === "untrusted";
  return {
    evaluation: {
      decision: "ask",
      placement: question.placement,
      reasons: question.reasons,
      scopes: question.scopes,
      risk: question.risk ?? "normal",
      reviewer: byPerson ? "user" : context.reviewer,
      ...(question.widen === undefined ? {} : { widen: question.widen }),
    },
    needs: question.needs,
  };
}

/** The row that calls every tool where full access was chosen together with a policy that asks nothing. */
export function neverWithFullAccess(context: Context): Outcome | undefined {
  return context.choseNever ? fullAccess(context) : undefined;
}

/** Names the key that confines the action. */
export function confined(context: Context): Reason {
  const text =
    context.mode === "profile"
      ? "default_permissions names a profile: it runs inside the sandbox."
      : `sandbox_mode is ${context.mode}: it runs inside the sandbox.`;
  return reason("mode.sandboxed", text, context.origins.mode);
}

/** The row that lets everything run where there is no boundary. */
export function fullAccess(context: Context): Outcome | undefined {
  if (!context.full) return undefined;
  return allow(
    "outside",
    reason(
      "mode.full-access",
      "sandbox_mode is danger-full-access: there is no boundary.",
      context.origins.mode,
    ),
  );
}
