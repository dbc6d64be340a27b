import type { ApprovalPolicy, Origin, Reason } from "./facts.ts";
import type { Mode, Reviewer } from "./input.ts";

/** Words that `allowed_approval_policies` knows. */
export type PolicyWord = ApprovalPolicy["kind"];

/** Managed limits on approvals, as the administrator wrote them. */
export interface ApprovalRequirements {
  /** Words that `approval_policy` may have; absent means any. */
  readonly allowedPolicies?: readonly PolicyWord[];
  /** Values that `sandbox_mode` may have; absent means any. */
  readonly allowedModes?: readonly Mode[];
  /** Values that `approvals_reviewer` may have; absent means any. */
  readonly allowedReviewers?: readonly Reviewer[];
  /** True when the model in use is one that the administrator wants reviewed: every command is. */
  readonly reviewAll?: boolean;
  /** Where the administrator wrote them. */
  readonly origin?: Origin;
}

/** The settings that requirements can move. */
export interface Settings {
  /** When questions are asked. */
  readonly policy: ApprovalPolicy;
  /** How much of the machine commands reach. */
  readonly mode: Mode;
  /** Who answers. */
  readonly reviewer: Reviewer;
}

/** The settings after clamping, with a reason for each that moved; `refused` when no allowed value is strict enough. */
export interface Clamped extends Settings {
  /** One for each value that moved. */
  readonly reasons: readonly Reason[];
  /** Set when nothing allowed is strict enough: everything is then denied. */
  readonly refused?: Reason;
}

/** Strictness of a mode: a lower number reaches less. A named profile is as wide as its author made it. */
const reach: Readonly<Record<Mode, number>> = {
  "read-only": 0,
  profile: 1,
  "workspace-write": 1,
  "danger-full-access": 2,
};

/** Strictness of a policy by what runs without a human: `untrusted` least, the others alike. */
const freedom: Readonly<Record<PolicyWord, number>> = {
  untrusted: 0,
  "on-request": 1,
  "on-failure": 1,
  never: 1,
  granular: 1,
};

const trust: Readonly<Record<Reviewer, number>> = { user: 0, auto_review: 1 };

/** The nearest allowed value that is not looser; ties keep the administrator's order. */
function nearest<T extends string>(
  value: T,
  allowed: readonly T[],
  order: Readonly<Record<T, number>>,
): T | undefined {
  if (allowed.includes(value)) return value;
  let best: T | undefined;
  for (const candidate of allowed) {
    if (order[candidate] > order[value]) continue;
    if (best === undefined || order[candidate] > order[best]) best = candidate;
  }
  return best;
}

/** Codex takes the first allowed value, whatever its strictness. */
function first<T extends string>(value: T, allowed: readonly T[]): T | undefined {
  return allowed.includes(value) ? value : allowed[0];
}

function switchedOff(): ApprovalPolicy {
  return {
    kind: "granular",
    sandboxApproval: false,
    rules: false,
    mcpElicitations: false,
    requestPermissions: false,
    skillApproval: false,
  };
}

/**
 * Moves settings into the managed limits. By default a value moves to the nearest allowed one that is not looser,
 * and where there is none `refused` says so; under compat it moves to the first allowed value, as Codex does.
 */
export function clampSettings(
  settings: Settings,
  requirements: ApprovalRequirements | undefined,
  compat?: "codex",
): Clamped {
  if (requirements === undefined) return { ...settings, reasons: [] };
  const reasons: Reason[] = [];
  let refused: Reason | undefined;
  const move = <T extends string>(
    key: string,
    value: T,
    allowed: readonly T[] | undefined,
    order: Readonly<Record<T, number>>,
  ): T => {
    if (allowed === undefined) return value;
    const chosen = compat === "codex" ? first(value, allowed) : nearest(value, allowed, order);
    if (chosen === value) return value;
    const where = requirements.origin === undefined ? {} : { origin: requirements.origin };
    if (chosen === undefined) {
      refused = {
        code: "requirement.none-allowed",
        text: `Managed requirements allow no ${key} as strict as ${value}.`,
        ...where,
      };
      return value;
    }
    reasons.push({
      code: "requirement.clamped",
      text: `Managed requirements do not allow ${key} = ${value}; ${chosen} applies.`,
      ...where,
    });
    return chosen;
  };
  const word = move("approval_policy", settings.policy.kind, requirements.allowedPolicies, freedom);
  const mode = move("sandbox_mode", settings.mode, requirements.allowedModes, reach);
  const reviewer = move("approvals_reviewer", settings.reviewer, requirements.allowedReviewers, trust);
  const policy: ApprovalPolicy =
    word === settings.policy.kind ? settings.policy : word === "granular" ? switchedOff() : { kind: word };
  return { policy, mode, reviewer, reasons, ...(refused === undefined ? {} : { refused }) };
}
