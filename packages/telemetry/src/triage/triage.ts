import type { TrailRecord } from "../record.ts";
import { attributeText } from "../story/attribute-text.ts";
import type { Alert } from "./alert.ts";
import { type Claim, suspicions } from "./suspicions.ts";

/** What an alert turns out to be. */
export type TriageClass = "expected" | "benign" | "escalate";

/** One record that speaks of what the alert saw. */
export interface Match {
  /** The record. */
  readonly record: TrailRecord;
  /** The more fields agree, and the closer in time, the higher. */
  readonly score: number;
  /** Which fields agree. */
  readonly why: readonly string[];
}

/** The conversation behind an alert, and what to make of it. JSON-safe; every claim names the records it rests on. */
export interface Triage {
  /** Version of the shape. */
  readonly v: 1;
  /** The alert as it was understood. */
  readonly alert: Alert;
  /** What to make of it. */
  readonly class: TriageClass;
  /** The conversation that fits best. */
  readonly session?: string;
  /** The turn in it. */
  readonly turn?: string;
  /** The best matches, at most twelve. */
  readonly matches: readonly {
    readonly id: string;
    readonly name: string;
    readonly score: number;
    readonly why: readonly string[];
  }[];
  /** What the class rests on. */
  readonly claims: readonly Claim[];
}

/** Minutes before and after the alert in which records count. */
export const windowMinutes = 10;

function contains(text: string, part: string): boolean {
  return part !== "" && text.toLowerCase().includes(part.toLowerCase());
}

function subjectTexts(record: TrailRecord): string {
  const argv = record.attributes["argv"];
  return [
    ...["subject", "command", "path", "object", "host", "arguments", "address"].map((key) =>
      attributeText(record, key),
    ),
    Array.isArray(argv) ? argv.join(" ") : "",
  ].join("\n");
}

/** What the records say of processes: when runs were under way, and which process drove each session. */
interface Surroundings {
  /** Milliseconds at which a run ended; absent while it goes on. */
  readonly ended: ReadonlyMap<string, number>;
  /** Process of the host by session. */
  readonly drivers: ReadonlyMap<string, number>;
}

function surroundingsOf(records: readonly TrailRecord[]): Surroundings {
  const ended = new Map<string, number>();
  const drivers = new Map<string, number>();
  for (const { name, ids, time, attributes } of records) {
    if (name === "execution.ended" && ids.execution !== undefined) ended.set(ids.execution, Date.parse(time));
    if (name === "session.started" && typeof attributes["pid"] === "number")
      drivers.set(ids.session, attributes["pid"]);
  }
  return { ended, drivers };
}

/** Minutes between a record and the alert; none while the run that it started was under way. */
function minutesAway(record: TrailRecord, alert: Alert, { ended }: Surroundings): number {
  const [at, seen] = [Date.parse(record.time), Date.parse(alert.time)];
  const end = ended.get(record.ids.execution ?? "") ?? Number.POSITIVE_INFINITY;
  if (record.name === "execution.started" && at <= seen && seen <= end) return 0;
  return Math.abs(at - seen) / 60_000;
}

/** Scores how well a record fits an alert; undefined when nothing but the time agrees. */
export function matchRecord(
  record: TrailRecord,
  alert: Alert,
  around: Surroundings = surroundingsOf([record]),
): Match | undefined {
  const away = minutesAway(record, alert, around);
  if (away > windowMinutes || record.name.startsWith("trail.") || record.name.startsWith("session."))
    return undefined;
  const texts = subjectTexts(record);
  const why: string[] = [];
  let score = 0;
  const add = (points: number, reason: string): void => {
    score += points;
    why.push(reason);
  };
  const { pid } = record.attributes;
  const driver = around.drivers.get(record.ids.session);
  if (typeof pid === "number" && pid === alert.pid) add(5, `pid ${pid}`);
  else if (typeof pid === "number" && alert.parents?.includes(pid)) add(4, `below pid ${pid}`);
  else if (
    record.name === "execution.started" &&
    driver !== undefined &&
    (alert.parents?.includes(driver) || alert.pid === driver)
  )
    add(2, `below the session's process ${driver}`);
  for (const [key, value] of [
    ["host", alert.host],
    ["path", alert.path],
  ] as const) {
    if (value === undefined) continue;
    const exact = (key === "host" ? ["host", "address"] : ["path", "object"]).some(
      (name) => attributeText(record, name) === value,
    );
    if (exact) add(4, `${key} ${value}`);
    else if (contains(texts, value)) add(2, `mentions ${value}`);
  }
  if (alert.command !== undefined && contains(texts, alert.command.trim())) add(4, "the same command");
  if (score === 0) return undefined;
  if (alert.user !== undefined && record.source?.user === alert.user) add(1, `user ${alert.user}`);
  return { record, score: score + 1 - away / windowMinutes, why };
}

/**
 * Finds the conversation behind an alert and says what to make of it, by rules alone: the same records give the same
 * answer. `records` are those within the window and all of the sessions they belong to.
 */
export function triageAlert(alert: Alert, records: readonly TrailRecord[]): Triage {
  const around = surroundingsOf(records);
  const matches = records
    .map((record) => matchRecord(record, alert, around))
    .filter((match) => match !== undefined)
    .sort((a, b) => b.score - a.score);
  const best = matches[0];
  const shown = matches.slice(0, 12).map(({ record, score, why }) => ({
    id: record.id,
    name: record.name,
    score: Math.round(score * 100) / 100,
    why,
  }));
  if (best === undefined)
    return {
      v: 1,
      alert,
      class: "escalate",
      matches: [],
      claims: [
        {
          code: "no-conversation",
          text: "No record within ten minutes speaks of this: the agent's trail does not account for it.",
          records: [],
          weight: "escalate",
        },
      ],
    };
  const { session, turn } = best.record.ids;
  const conversation = records.filter((record) => record.ids.session === session);
  const inTurn =
    turn === undefined ? conversation : conversation.filter((record) => record.ids.turn === turn);
  const about = matches
    .filter(({ record }) => record.ids.session === session && record.ids.turn === turn)
    .map(({ record }) => record);
  const claims = [...suspicions(conversation, inTurn, about), ...accounts(inTurn, about)];
  const worst: TriageClass = claims.some(({ weight }) => weight === "escalate")
    ? "escalate"
    : claims.some(({ weight }) => weight === "benign")
      ? "benign"
      : "expected";
  return {
    v: 1,
    alert,
    class: worst,
    session,
    ...(turn === undefined ? {} : { turn }),
    matches: shown,
    claims,
  };
}

/** What speaks for an innocent reading: who asked, what decided, how it ended. */
function accounts(turn: readonly TrailRecord[], about: readonly TrailRecord[]): readonly Claim[] {
  const claims: Claim[] = [];
  const request = turn.find((record) => record.name === "prompt.received");
  if (request !== undefined) {
    const prompt = attributeText(request, "prompt");
    claims.push({
      code: "request",
      text: `A request by ${attributeText(request, "origin") || "a person"} stands at the top${prompt === "" || prompt === "[REDACTED]" ? "" : `: "${prompt.slice(0, 120)}"`}.`,
      records: [request.id],
      weight: "expected",
    });
  }
  const calls = new Set(
    about.map((record) => record.ids.call ?? record.ids.decision).filter((id) => id !== undefined),
  );
  const ofCalls = turn.filter(
    (record) => calls.has(record.ids.call ?? "") || calls.has(record.ids.decision ?? ""),
  );
  for (const record of ofCalls) {
    const decision = attributeText(record, "decision");
    const subject = attributeText(record, "subject") || attributeText(record, "host");
    if (record.name === "decision.made" && decision === "allow")
      claims.push({
        code: "allowed",
        text: `It was allowed by ${attributeText(record, "by") || "policy"}${attributeText(record, "placement") === "outside" ? ", outside the sandbox" : ""}.`,
        records: [record.id],
        weight: "expected",
      });
    if ((record.name === "decision.made" || record.name === "network.decided") && decision === "deny")
      claims.push({
        code: "refused",
        text: `${subject || "It"} was refused by ${attributeText(record, "by") || (record.name === "network.decided" ? "the network policy" : "policy")}.`,
        records: [record.id],
        weight: "expected",
      });
    if (record.name === "sandbox.denied")
      claims.push({
        code: "blocked",
        text: `The sandbox blocked ${attributeText(record, "operation")} of ${attributeText(record, "object")}.`,
        records: [record.id],
        weight: "expected",
      });
  }
  const blocked = ofCalls.filter(
    (record) =>
      record.name === "sandbox.denied" ||
      (attributeText(record, "decision") === "deny" && record.name !== "approval.answered"),
  );
  const last = blocked.at(-1);
  if (last !== undefined) {
    const after = turn.filter(
      (record) =>
        record.seq > last.seq &&
        record.name === "tool.completed" &&
        attributeText(record, "outcome") === "done",
    );
    const later = after.at(-1);
    if (later !== undefined)
      claims.push({
        code: "went-on",
        text: "After the block the agent went on another way and stayed inside the policy.",
        records: [last.id, later.id],
        weight: "benign",
      });
  }
  return claims;
}
