import { ApprovalsError } from "../errors.ts";
import type { BreakerLimits } from "./breaker.ts";
import type { EvidenceBudget } from "./transcript.ts";

/** Settings of the automatic reviewer (`[auto_review]`). */
export interface ReviewerSettings {
  /** The tenant's policy text; requirements win over configuration. Default: the built-in one. */
  readonly policy?: string;
  /** What a denial by the reviewer becomes. `ask` puts it to the user. Default `deny`. */
  readonly onDeny?: "deny" | "ask";
  /** What a failed review becomes. Never allow. Default `deny`. */
  readonly onOutage?: "deny" | "ask";
  /** Time for one review with all its attempts, in milliseconds. Default 90 000. */
  readonly timeoutMs?: number;
  /** Answers that may be asked for when one is no valid JSON or the transport fails. Default 3. */
  readonly attempts?: number;
  /** Wait before the second attempt after a transport failure, doubled each time, in milliseconds. Default 500. */
  readonly backoffMs?: number;
  /** Tool calls that one review may make. Default 8. */
  readonly toolCalls?: number;
  /** How much of the conversation is shown. */
  readonly budget?: EvidenceBudget;
  /** When denials stop the turn. */
  readonly breaker?: BreakerLimits;
  /** Models whose every command is reviewed (`required_on_models`); `*` at the end matches any rest. */
  readonly requiredOnModels?: readonly string[];
}

/** The settings with every default filled in. */
export type FilledSettings = Required<Omit<ReviewerSettings, "policy" | "budget" | "breaker">> &
  Pick<ReviewerSettings, "policy" | "budget" | "breaker">;

function positive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new ApprovalsError("bad-reviewer-settings", `${name} must be a positive number, not ${value}.`);
}

/** Fills the defaults in and refuses values that could never work. */
export function fillSettings(settings: ReviewerSettings): FilledSettings {
  const { timeoutMs = 90_000, attempts = 3, backoffMs = 500, toolCalls = 8 } = settings;
  return {
    ...settings,
    onDeny: settings.onDeny ?? "deny",
    onOutage: settings.onOutage ?? "deny",
    timeoutMs: positive("timeoutMs", timeoutMs),
    attempts: Math.floor(positive("attempts", attempts)),
    backoffMs: positive("backoffMs", backoffMs),
    toolCalls: Math.max(0, Math.floor(toolCalls)),
    requiredOnModels: settings.requiredOnModels ?? [],
  };
}

/** Says whether an administrator wants every command of this model reviewed. */
export function reviewRequired(model: string | undefined, patterns: readonly string[]): boolean {
  if (model === undefined) return false;
  return patterns.some((pattern) =>
    pattern.endsWith("*") ? model.startsWith(pattern.slice(0, -1)) : model === pattern,
  );
}
