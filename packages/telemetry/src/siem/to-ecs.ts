import { describeRecord } from "../export/export-log.ts";
import type { AttributeValue, TrailRecord } from "../record.ts";

/** A document of the Elastic Common Schema, with flat dotted keys. */
export type EcsDocument = Readonly<Record<string, AttributeValue>>;

const categories: Readonly<Record<string, string>> = {
  execution: "process",
  sandbox: "process",
  network: "network",
  file: "file",
  config: "configuration",
  policy: "configuration",
  rule: "configuration",
  credential: "iam",
  grant: "iam",
  approval: "iam",
  session: "session",
};

function typeOf(record: TrailRecord): string {
  const decision = record.attributes["decision"];
  if (decision === "allow") return "allowed";
  if (decision === "deny" || decision === "stop" || record.name === "sandbox.denied") return "denied";
  if (record.name.endsWith(".started")) return "start";
  if (record.name.endsWith(".ended") || record.name.endsWith(".completed")) return "end";
  if (record.name === "file.read") return "access";
  if (/^(?:file\.written|rule\.added|policy\.changed|grant\.)/.test(record.name)) return "change";
  return "info";
}

function outcomeOf(record: TrailRecord): "success" | "failure" | "unknown" {
  const { outcome, exit_code: exit, decision } = record.attributes;
  if (typeof exit === "number") return exit === 0 ? "success" : "failure";
  if (outcome === "done" || outcome === "allow" || decision === "allow") return "success";
  if (typeof outcome === "string" || decision === "deny" || record.name === "sandbox.denied")
    return "failure";
  return "unknown";
}

/** Attributes that have a field of their own in the schema. */
const fields: Readonly<Record<string, string>> = {
  command: "process.command_line",
  argv: "process.args",
  program: "process.name",
  pid: "process.pid",
  exit_code: "process.exit_code",
  cwd: "process.working_directory",
  host: "destination.domain",
  port: "destination.port",
  address: "destination.ip",
  protocol: "network.protocol",
  method: "http.request.method",
  path: "file.path",
  object: "file.path",
  rule: "rule.name",
  origin_file: "rule.reference",
  origin_layer: "rule.ruleset",
  reason_code: "rule.id",
  reason: "event.reason",
  error: "error.message",
  status: "http.response.status_code",
};

/** Maps a record to a flat document of the Elastic Common Schema 8. Pure; what has no field there stays under `paddock.`. */
export function toEcs(record: TrailRecord): EcsDocument {
  const { ids, attributes, source } = record;
  const family = record.name.split(".")[0] ?? "";
  const document: Record<string, AttributeValue> = {
    "@timestamp": record.time,
    "ecs.version": "8.17.0",
    "event.kind": record.severity === "error" ? "alert" : "event",
    "event.module": "paddock",
    "event.dataset": "paddock.trail",
    "event.action": record.name,
    "event.id": record.id,
    "event.sequence": record.seq,
    "event.category": [categories[family] ?? "process"],
    "event.type": [typeOf(record)],
    "event.outcome": outcomeOf(record),
    "event.severity": { info: 1, warn: 5, error: 8 }[record.severity],
    "log.level": record.severity,
    message: describeRecord(record),
    "session.id": ids.session,
  };
  if (record.hash !== undefined) document["event.hash"] = record.hash;
  if (source !== undefined) {
    document["host.id"] = source.host;
    document["user.name"] = source.user;
    if (source.policy !== undefined) document["paddock.policy.digest"] = source.policy;
  }
  for (const [key, value] of Object.entries(ids))
    if (key !== "session") document[`paddock.ids.${key}`] = value;
  if (ids.turn !== undefined) document["transaction.id"] = ids.turn;
  const duration = attributes["duration_ms"];
  if (typeof duration === "number") document["event.duration"] = Math.round(duration * 1_000_000);
  for (const [key, value] of Object.entries(attributes)) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    // A denial's object may be an address or a system call; only a path is a file.
    if (field === "file.path" && !(typeof value === "string" && value.startsWith("/")) && key === "object")
      document["paddock.object"] = value;
    else if (field !== undefined) document[field] ??= value;
    else document[`paddock.${key}`] = value;
  }
  return document;
}
