import { ApprovalsError } from "./errors.ts";
import type { Escalation } from "./facts.ts";

/** The arguments of a command tool that ask for more than the sandbox gives, as the model wrote them. */
export interface EscalationArguments {
  /** `use_default`, `require_escalated` or `with_additional_permissions`. */
  readonly sandbox_permissions?: unknown;
  /** `{ file_system: { read, write } }` with absolute paths. */
  readonly additional_permissions?: unknown;
  /** The model's own words. */
  readonly justification?: unknown;
}

/** Which escalations the session offers to the model. */
export interface EscalationOffer {
  /** Whether one command may ask for a wider sandbox. Default true. */
  readonly widen?: boolean;
}

/** The escalation that the arguments ask for, or a sentence that says what is wrong with them. */
export type ParsedEscalation =
  | { readonly ok: true; readonly escalation: Escalation }
  | { readonly ok: false; readonly code: string; readonly text: string };

function refusal(code: string, text: string): ParsedEscalation {
  return { ok: false, code, text };
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** Reads `additional_permissions`; undefined when it grants nothing. */
function widening(value: unknown): { write: readonly string[]; read: readonly string[] } | undefined {
  const files = record(record(value)?.["file_system"]);
  const write = strings(files?.["write"]);
  const read = strings(files?.["read"]);
  return write.length === 0 && read.length === 0 ? undefined : { write, read };
}

/**
 * Reads the escalation from a command tool's arguments, spelled as Codex spells them. A refusal is a value with a
 * sentence for the model. A justification without a request, and a request for nothing, are refused.
 */
export function parseEscalation(args: EscalationArguments, offer: EscalationOffer = {}): ParsedEscalation {
  const word = args.sandbox_permissions ?? undefined;
  const more = args.additional_permissions ?? undefined;
  const justification = typeof args.justification === "string" ? args.justification : undefined;
  const why = justification === undefined ? {} : { justification };
  if (word === "require_escalated") return { ok: true, escalation: { kind: "outside", ...why } };
  if (word === "with_additional_permissions" || (word === undefined && more !== undefined)) {
    if (offer.widen === false) {
      return refusal("escalation.widen-off", "additional_permissions are not available in this session.");
    }
    const wanted = widening(more);
    if (wanted === undefined) {
      return refusal(
        "escalation.empty",
        "additional_permissions names nothing; name the paths that are needed.",
      );
    }
    return {
      ok: true,
      escalation: {
        kind: "widen",
        ...(wanted.write.length === 0 ? {} : { write: wanted.write }),
        ...(wanted.read.length === 0 ? {} : { read: wanted.read }),
        ...why,
      },
    };
  }
  if (word === "use_default") return { ok: true, escalation: { kind: "none" } };
  if (word === undefined) {
    return justification === undefined
      ? { ok: true, escalation: { kind: "none" } }
      : refusal(
          "escalation.justification",
          "justification belongs to sandbox_permissions = require_escalated or with_additional_permissions.",
        );
  }
  if (typeof word !== "string") {
    throw new ApprovalsError("bad-escalation", "sandbox_permissions must be a string.");
  }
  return refusal(
    "escalation.unknown",
    `sandbox_permissions = ${word} is unknown; use use_default, require_escalated or with_additional_permissions.`,
  );
}
