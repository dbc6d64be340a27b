import type { TrailRecord } from "../record.ts";
import { attributeText } from "./attribute-text.ts";
import { placeText, reasonsOf } from "./reasons.ts";

/** Folders at the top of a writable root that stay as they are, whatever a profile says. */
const protectedName = /\/\.(?:git|agents|codex|paddock|aws)(?:\/|$)/;

function ofDecision(record: TrailRecord, answer: TrailRecord | undefined): readonly string[] {
  const alternative = attributeText(record, "alternative");
  const by = attributeText(answer, "by") || attributeText(record, "by");
  if (alternative !== "") return [alternative, ...withoutIt(record, answer, by)];
  return withoutIt(record, answer, by);
}

function withoutIt(record: TrailRecord, answer: TrailRecord | undefined, by: string): readonly string[] {
  if (answer !== undefined)
    return by === "user"
      ? ["another answer to the question"]
      : [
          `someone to answer the question: ${by === "reviewer" ? "a person may override the reviewer" : "run it in `paddock`, or with `--on-ask review`"}`,
        ];
  return [
    whereWritten(record) ?? (by === "user" ? "another answer to the question" : `another ${by || "policy"}`),
  ];
}

/** What the reasons of a record say is written somewhere, which only its writer can change; undefined where nothing is. */
function whereWritten(record: TrailRecord): string | undefined {
  const written = reasonsOf(record).filter(({ source }) => source !== "");
  const managed = written.filter(({ layer }) => /require|managed|cloud/.test(layer));
  if (managed.length > 0) return `an administrator, who wrote ${managed.map(placeText).join(" and ")}`;
  return written.length > 0 ? `another rule or key at ${written.map(placeText).join(" and ")}` : undefined;
}

function ofDenial(record: TrailRecord): string {
  const operation = attributeText(record, "operation");
  const object = attributeText(record, "object");
  if (/connect|bind|send/.test(operation) || attributeText(record, "layer") === "network")
    return `network access for the command: it had no way out to ${object}${object.endsWith(":53") ? ", where names are looked up" : ""} (sandbox_workspace_write.network_access, with the host on the list or a yes when asked)`;
  if (protectedName.test(object))
    return `nothing in a profile makes ${object} writable: it is protected; the command would have to run outside the sandbox, which asks`;
  const access = /^(?:read|open|list|stat|exec)/.test(operation) ? "read" : "write";
  const key = access === "write" ? ", or its folder in sandbox_workspace_write.writable_roots" : "";
  return `an entry that lets the permission profile ${access} ${object}${key}, or a yes when asked`;
}

function ofConnection(record: TrailRecord): string {
  const host = attributeText(record, "host");
  if (attributeText(record, "source") === "decider") return "another answer to the question";
  // Nothing speaks of the host: an entry or an answer may. What refuses it can only be changed itself.
  if (["", "not_allowed"].includes(attributeText(record, "reason_code")))
    return `an entry for ${host} in the network policy, or a yes when asked`;
  const pattern = attributeText(record, "pattern");
  return (
    whereWritten(record) ??
    `another network policy, ${pattern === "" ? `which refuses ${host} as said above` : `whose entry ${pattern} refuses ${host}`}`
  );
}

/** What would have changed the outcome that the records tell of, each thing once; nothing where nothing was refused. */
export function whatWouldChange(records: readonly TrailRecord[]): readonly string[] {
  const changes = records.flatMap((record) => {
    const denied = attributeText(record, "decision") === "deny";
    if (record.name === "sandbox.denied") return [ofDenial(record)];
    if (!denied) return [];
    if (record.name === "network.decided") return [ofConnection(record)];
    if (record.name !== "decision.made") return [];
    const answer = records.findLast(
      ({ name, ids }) =>
        name === "approval.answered" &&
        (ids.decision === record.ids.decision || ids.approval === record.ids.approval),
    );
    return ofDecision(record, answer);
  });
  return [...new Set(changes)];
}
