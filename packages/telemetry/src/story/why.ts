import type { TrailRecord } from "../record.ts";
import { attributeText, originText, reasonText } from "./story-lines.ts";

/** One link of the chain from a request to what came of it. */
export interface WhyLink {
  /** What the link is: `request`, `call`, `question`, `answer`, `decision`, `grant`, `execution`, `denial`, `connection`, `result`. */
  readonly step: string;
  /** The link in one line. May hold control characters of recorded text. */
  readonly text: string;
  /** The record it is made from. */
  readonly record: TrailRecord;
}

/** Why something happened or did not. */
export interface WhyAnswer {
  /** The record that was asked about. */
  readonly about: TrailRecord;
  /** From the request at the top to the result, in order. */
  readonly chain: readonly WhyLink[];
  /** What would have changed the outcome; empty where nothing was refused. */
  readonly change: readonly string[];
}

/**
 * Finds the records that an id, host, path or start of a record id speaks of. Ids win over words; among equals the
 * latest comes last.
 */
export function findRecords(records: readonly TrailRecord[], wanted: string): readonly TrailRecord[] {
  const byId = records.filter(
    (record) => record.id === wanted || (wanted.length >= 8 && record.id.startsWith(wanted)),
  );
  if (byId.length > 0) return byId;
  const byIds = records.filter((record) =>
    Object.entries(record.ids).some(([key, id]) => key !== "session" && id === wanted),
  );
  if (byIds.length > 0) return byIds;
  const keys = [
    "host",
    "object",
    "path",
    "grant",
    "rule",
    "server",
    "subject",
    "command",
    "key",
    "digest",
    "review",
  ];
  return records.filter((record) => keys.some((key) => attributeText(record, key) === wanted));
}

/**
 * Walks from a record to everything that led to it and came of it. `records` are those of its session, in order. A grant
 * that was used leads back to the question that made it.
 */
export function explainRecord(records: readonly TrailRecord[], about: TrailRecord): WhyAnswer {
  const { ids } = about;
  const calls = new Set<string>();
  const decisions = new Set<string>();
  if (ids.call !== undefined) calls.add(ids.call);
  if (ids.decision !== undefined) decisions.add(ids.decision);
  // Ids may join in two steps: an execution names its decision, the decision names its call.
  for (let round = 0; round < 2; round += 1) {
    for (const record of records) {
      const { ids: other } = record;
      const joined =
        (other.call !== undefined && calls.has(other.call)) ||
        (other.decision !== undefined && decisions.has(other.decision)) ||
        (ids.execution !== undefined && other.execution === ids.execution) ||
        (ids.approval !== undefined && other.approval === ids.approval);
      if (!joined) continue;
      if (other.call !== undefined) calls.add(other.call);
      if (other.decision !== undefined) decisions.add(other.decision);
    }
  }
  const mine = records.filter(
    (record) =>
      record.id === about.id ||
      (record.ids.call !== undefined && calls.has(record.ids.call)) ||
      (record.ids.decision !== undefined && decisions.has(record.ids.decision)),
  );
  const turn = mine.find((record) => record.ids.turn !== undefined)?.ids.turn;
  const prompt = ids.prompt ?? mine.find((record) => record.ids.prompt !== undefined)?.ids.prompt;
  const request = records.find(
    (record) =>
      record.name === "prompt.received" &&
      ((turn !== undefined && record.ids.turn === turn) ||
        (prompt !== undefined && record.ids.prompt === prompt)),
  );
  const grants = new Set(
    mine.map((record) => attributeText(record, "grant")).filter((grant) => grant !== ""),
  );
  const origins = records.filter(
    (record) =>
      record.name === "grant.created" && grants.has(attributeText(record, "grant")) && !mine.includes(record),
  );
  const chain: WhyLink[] = [];
  if (request !== undefined && request !== about) chain.push(link(request));
  for (const origin of origins) {
    chain.push(link(origin));
    for (const record of records)
      if (
        record.name === "approval.answered" &&
        record.ids.approval !== undefined &&
        record.ids.approval === origin.ids.approval
      )
        chain.push(link(record));
  }
  for (const record of mine) chain.push(link(record));
  return { about, chain, change: mine.flatMap(whatWouldChange) };
}

const steps: Readonly<Record<string, string>> = {
  "prompt.received": "request",
  "tool.called": "call",
  "approval.requested": "question",
  "reviewer.assessed": "review",
  "approval.answered": "answer",
  "decision.made": "decision",
  "grant.created": "grant",
  "rule.added": "rule",
  "execution.started": "execution",
  "execution.ended": "execution",
  "sandbox.denied": "denial",
  "network.decided": "connection",
  "tool.completed": "result",
};

function subjectText(record: TrailRecord): string {
  const prompt = attributeText(record, "prompt");
  if (prompt === "[REDACTED]")
    return `${attributeText(record, "prompt_length") || "?"} characters, not recorded`;
  const named = ["subject", "host", "object", "title", "prompt", "path"]
    .map((key) => attributeText(record, key))
    .find((text) => text !== "");
  const argv = record.attributes["argv"];
  return named ?? (Array.isArray(argv) ? argv.join(" ") : "");
}

function link(record: TrailRecord): WhyLink {
  const exit = attributeText(record, "exit_code");
  const by = attributeText(record, "by");
  const reason = reasonText(record);
  const parts = [
    attributeText(record, "decision"),
    by === "" ? "" : `by ${by}`,
    attributeText(record, "outcome"),
    subjectText(record),
    attributeText(record, "placement") === "outside" ? "outside the sandbox" : "",
    exit === "" ? "" : `exit ${exit}`,
    originText(record),
    reason === "" ? "" : `— ${reason}`,
  ];
  return {
    step: steps[record.name] ?? record.name,
    text: parts.filter((part) => part !== "").join(" "),
    record,
  };
}

function whatWouldChange(record: TrailRecord): readonly string[] {
  const denied = attributeText(record, "decision") === "deny";
  const alternative = attributeText(record, "alternative");
  if (record.name === "decision.made" && denied) {
    if (alternative !== "") return [alternative];
    const origin = originText(record);
    const by = attributeText(record, "by");
    if (by === "user") return ["another answer to the question"];
    return [origin === "" ? `another ${by || "policy"}` : `another rule or key at ${origin}`];
  }
  if (record.name === "network.decided" && denied)
    return [`an entry for ${attributeText(record, "host")} in the network policy, or a yes when asked`];
  if (record.name === "sandbox.denied")
    return [
      `${attributeText(record, "operation") || "access"} to ${attributeText(record, "object")} granted by the permission profile or by an answer`,
    ];
  return [];
}
