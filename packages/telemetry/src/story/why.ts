import type { TrailRecord } from "../record.ts";
import { attributeText } from "./attribute-text.ts";
import { whatWouldChange } from "./what-would-change.ts";
import { type WhyLink, whyLink } from "./why-link.ts";

/** Why something happened or did not. */
export interface WhyAnswer {
  /** The record that was asked about. */
  readonly about: TrailRecord;
  /** The start of its session: what was in force. */
  readonly session?: TrailRecord;
  /** From the request at the top to the result, in order. */
  readonly chain: readonly WhyLink[];
  /** What would have changed the outcome; empty where nothing was refused. */
  readonly change: readonly string[];
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
  // A call's id comes from the model, which may use it again in another turn.
  const sameTurn = (other: TrailRecord["ids"]): boolean =>
    ids.turn === undefined || other.turn === undefined || other.turn === ids.turn;
  const joins = ({ ids: other }: TrailRecord): boolean =>
    (other.call !== undefined && calls.has(other.call) && sameTurn(other)) ||
    (other.decision !== undefined && decisions.has(other.decision));
  // Ids may join in two steps: an execution names its decision, the decision names its call.
  for (let round = 0; round < 2; round += 1) {
    for (const record of records) {
      const { ids: other } = record;
      const joined =
        joins(record) ||
        (ids.execution !== undefined && other.execution === ids.execution) ||
        (ids.approval !== undefined && other.approval === ids.approval);
      if (!joined) continue;
      if (other.call !== undefined) calls.add(other.call);
      if (other.decision !== undefined) decisions.add(other.decision);
    }
  }
  const mine = records.filter((record) => record.id === about.id || joins(record));
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
  if (request !== undefined && request !== about) chain.push(whyLink(request));
  for (const origin of origins) {
    chain.push(whyLink(origin));
    for (const record of records)
      if (
        record.name === "approval.answered" &&
        record.ids.approval !== undefined &&
        record.ids.approval === origin.ids.approval
      )
        chain.push(whyLink(record));
  }
  for (const record of mine) chain.push(whyLink(record));
  // A session that was gone on with starts again, perhaps under another policy.
  const started = records.findLast(({ name, seq }) => name === "session.started" && seq <= about.seq);
  return {
    about,
    ...(started === undefined ? {} : { session: started }),
    chain,
    change: whatWouldChange(mine),
  };
}
