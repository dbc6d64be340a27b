import type { TrailEvent } from "@paddock/telemetry";
import type { Action } from "./action.ts";
import type { Reason } from "./decision.ts";
import { subjectLine } from "./subject.ts";

type Attributes = NonNullable<TrailEvent["attributes"]>;

/** What a record of a decision says beside what is always there. */
export interface DecisionFacts {
  readonly decision: "allow" | "deny";
  readonly placement: string;
  /** Who or what decided. */
  readonly by: string;
  readonly reasons: readonly Reason[];
  readonly more?: Attributes;
}

function reasonFacts(reason: Reason | undefined): Attributes {
  if (reason === undefined) return {};
  const { code, text, origin } = reason;
  return {
    reason_code: code,
    reason: text,
    ...(origin === undefined ? {} : { origin_layer: origin.layer }),
    ...(origin?.file === undefined ? {} : { origin_file: origin.file, origin_line: origin.line ?? 1 }),
  };
}

/** Reasons as a record holds them: each with its code, and the place where it is written. */
export function recordedReasons(reasons: readonly Reason[]): readonly Record<string, string>[] {
  return reasons.map(({ code, text, origin }) => ({
    code,
    text,
    ...(origin ? { layer: origin.layer } : {}),
    ...(origin?.file === undefined ? {} : { source: `${origin.file}:${origin.line ?? 1}` }),
  }));
}

/** The one record of how an action was judged: what it was about, what was decided, and where that is written. */
export function decisionEvent(
  action: Action,
  { decision, placement, by, reasons, more }: DecisionFacts,
): TrailEvent {
  return {
    name: "decision.made",
    attributes: {
      decision,
      placement,
      by,
      kind: action.kind,
      subject: subjectLine(action),
      ...reasonFacts(reasons[0]),
      reasons: recordedReasons(reasons),
      ...more,
    },
    severity: decision === "allow" ? "info" : "warn",
  };
}
