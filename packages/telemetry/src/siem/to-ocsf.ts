import { describeRecord } from "../export/export-log.ts";
import type { AttributeValue, TrailRecord } from "../record.ts";

/** An event of the Open Cybersecurity Schema Framework. */
export type OcsfEvent = Readonly<Record<string, AttributeValue>>;

interface Class {
  readonly category: readonly [uid: number, name: string];
  readonly class: readonly [uid: number, name: string];
  readonly activity: readonly [id: number, name: string];
}

const system = [1, "System Activity"] as const;
const iam = [3, "Identity & Access Management"] as const;
const network = [4, "Network Activity"] as const;
const application = [6, "Application Activity"] as const;

function classOf(record: TrailRecord): Class {
  const { name, attributes } = record;
  if (name === "execution.started")
    return { category: system, class: [1007, "Process Activity"], activity: [1, "Launch"] };
  if (name === "execution.ended")
    return { category: system, class: [1007, "Process Activity"], activity: [2, "Terminate"] };
  if (name === "sandbox.denied" && String(attributes["object"] ?? "").startsWith("/"))
    return { category: system, class: [1001, "File System Activity"], activity: [99, "Other"] };
  if (name === "sandbox.denied")
    return { category: system, class: [1007, "Process Activity"], activity: [99, "Other"] };
  if (name === "file.read")
    return { category: system, class: [1001, "File System Activity"], activity: [2, "Read"] };
  if (name === "file.written")
    return { category: system, class: [1001, "File System Activity"], activity: [3, "Update"] };
  if (name === "network.decided" || name === "network.closed")
    return {
      category: network,
      class: [4001, "Network Activity"],
      activity:
        name === "network.closed"
          ? [2, "Close"]
          : attributes["decision"] === "deny"
            ? [5, "Refuse"]
            : [1, "Open"],
    };
  if (/^(?:approval|grant|credential|rule)\./.test(name))
    return { category: iam, class: [3005, "User Access Management"], activity: [99, "Other"] };
  return { category: application, class: [6003, "API Activity"], activity: [99, "Other"] };
}

function disposition(
  record: TrailRecord,
): readonly [actionId: number, action: string, dispositionId: number, disposition: string] | undefined {
  const { decision } = record.attributes;
  if (record.name === "sandbox.denied" || decision === "deny" || decision === "stop")
    return [2, "Denied", 2, "Blocked"];
  if (decision === "allow") return [1, "Allowed", 1, "Allowed"];
  return undefined;
}

/**
 * Maps a record to an event of OCSF 1.9, with the profiles `security_control` (where something was decided),
 * `ai_operation` and `record_integrity` (the chain). Pure. What has no place in the schema stays under `unmapped`.
 */
export function toOcsf(record: TrailRecord): OcsfEvent {
  const { ids, attributes, source } = record;
  const kind = classOf(record);
  const decided = disposition(record);
  const text = (key: string): string | undefined =>
    typeof attributes[key] === "string" ? (attributes[key] as string) : undefined;
  const number = (key: string): number | undefined =>
    typeof attributes[key] === "number" ? (attributes[key] as number) : undefined;
  const failed =
    decided?.[0] === 2 || ["failed", "blocked", "denied", "timeout"].includes(text("outcome") ?? "");
  const argv = attributes["argv"];
  const command = text("command") ?? (Array.isArray(argv) ? argv.join(" ") : undefined);
  const event: Record<string, AttributeValue | undefined> = {
    category_uid: kind.category[0],
    category_name: kind.category[1],
    class_uid: kind.class[0],
    class_name: kind.class[1],
    activity_id: kind.activity[0],
    activity_name: kind.activity[0] === 99 ? record.name : kind.activity[1],
    type_uid: kind.class[0] * 100 + kind.activity[0],
    time: Date.parse(record.time),
    severity_id: { info: 1, warn: 3, error: 4 }[record.severity],
    severity: { info: "Informational", warn: "Medium", error: "High" }[record.severity],
    status_id: failed ? 2 : 1,
    status: failed ? "Failure" : "Success",
    ...(text("reason") === undefined ? {} : { status_detail: text("reason") }),
    message: describeRecord(record),
    metadata: {
      version: "1.9.0",
      product: { name: "Paddock", vendor_name: "Paddock" },
      uid: record.id,
      sequence: record.seq,
      event_code: record.name,
      correlation_uid: ids.turn ?? ids.session,
      profiles: [
        ...(decided === undefined ? [] : ["security_control"]),
        "ai_operation",
        ...(record.hash === undefined ? [] : ["record_integrity"]),
      ],
    },
    actor: {
      user: { name: source?.user ?? "" },
      session: { uid: ids.session },
      ...(text("program") === undefined ? {} : { process: { name: text("program") ?? "" } }),
    },
    device: { uid: source?.host ?? "", type_id: 0 },
    ai_agent: { name: "paddock", uid: ids.session },
    ...(text("model") === undefined ? {} : { ai_model: { name: text("model") ?? "" } }),
    ...(decided === undefined
      ? {}
      : { action_id: decided[0], action: decided[1], disposition_id: decided[2], disposition: decided[3] }),
    ...(text("rule") === undefined && source?.policy === undefined
      ? {}
      : {
          policy: {
            ...(text("rule") === undefined ? {} : { name: text("rule") ?? "" }),
            ...(source?.policy === undefined ? {} : { uid: source.policy }),
          },
        }),
    ...(record.hash === undefined
      ? {}
      : {
          attestation: {
            fingerprint: { algorithm_id: 3, algorithm: "SHA-256", value: record.hash },
            prev_event: record.prev ?? "",
            chain_uid: ids.session,
          },
        }),
    ...(number("duration_ms") === undefined ? {} : { duration: Math.round(number("duration_ms") ?? 0) }),
  };
  if (kind.class[0] === 1007)
    event["process"] = {
      ...(command === undefined ? {} : { cmd_line: command }),
      ...(number("pid") === undefined ? {} : { pid: number("pid") ?? 0 }),
      uid: ids.execution ?? ids.decision ?? "",
    };
  if (kind.class[0] === 1007 && number("exit_code") !== undefined) event["exit_code"] = number("exit_code");
  if (kind.class[0] === 1001)
    event["file"] = {
      path: text("object") ?? text("path") ?? "",
      name: (text("object") ?? text("path") ?? "").split("/").at(-1) ?? "",
      type_id: 0,
    };
  if (kind.class[0] === 4001) {
    event["dst_endpoint"] = {
      hostname: text("host") ?? "",
      ...(number("port") === undefined ? {} : { port: number("port") ?? 0 }),
      ...(text("address") === undefined ? {} : { ip: text("address") ?? "" }),
    };
    event["connection_info"] = {
      protocol_name: text("protocol") ?? "",
      direction_id: 2,
      uid: ids.connection ?? "",
    };
  }
  if (kind.class[0] === 6003)
    event["api"] = {
      operation: text("tool") ?? record.name,
      ...(text("server") === undefined ? {} : { service: { name: text("server") ?? "" } }),
    };
  if (kind.class[0] === 3005) event["user"] = { name: source?.user ?? "" };
  event["unmapped"] = { ids: { ...ids }, ...attributes };
  return Object.fromEntries(
    Object.entries(event).filter((entry): entry is [string, AttributeValue] => entry[1] !== undefined),
  );
}
