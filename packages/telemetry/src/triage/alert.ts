import { TrailError } from "../trail-error.ts";

/** What an endpoint product saw. Everything but the time may be missing; the more is there, the surer the match. */
export interface Alert {
  /** ISO 8601. */
  readonly time: string;
  /** Process id on the host. */
  readonly pid?: number;
  /** Process ids of its ancestors, the nearest first. */
  readonly parents?: readonly number[];
  /** Command line, or a part of it. */
  readonly command?: string;
  /** File that was touched or executed. */
  readonly path?: string;
  /** Destination host or address. */
  readonly host?: string;
  /** Login name. */
  readonly user?: string;
}

/** Names of the ancestors' process ids, the nearest first. */
const parentNames = [
  "ppid",
  "process.parent.pid",
  "ParentProcessId",
  "parent_process_id",
  "actor.process.parent_process.pid",
  "process.parent_process.pid",
  "process.group_leader.pid",
  "process.session_leader.pid",
  "process.entry_leader.pid",
];

/** Names under which products write the same thing: our own, Elastic Common Schema, OCSF, common products. */
const names: Readonly<Record<Exclude<keyof Alert, "parents">, readonly string[]>> = {
  time: ["time", "@timestamp", "timestamp", "event.created", "detected_at", "created_at"],
  pid: ["pid", "process.pid", "process_id", "ProcessId", "actor.process.pid"],
  command: ["command", "process.command_line", "command_line", "CommandLine", "process.cmd_line", "cmdline"],
  path: ["path", "file.path", "file_path", "TargetFilename", "process.executable"],
  host: [
    "host",
    "destination.domain",
    "destination.ip",
    "server.address",
    "dst_endpoint.hostname",
    "dst_endpoint.ip",
    "DestinationHostname",
    "url.domain",
  ],
  user: ["user", "user.name", "UserName", "actor.user.name"],
};

function lookup(alert: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(alert, name)) return alert[name];
  let value: unknown = alert;
  for (const part of name.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Reads an alert in any of the usual spellings. Throws a {@link TrailError} when it has no time or nothing to look for. */
export function readAlert(json: unknown): Alert {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new TrailError("bad-input", "the alert is to be a JSON object");
  const table = json as Readonly<Record<string, unknown>>;
  const found: Record<string, string | number> = {};
  for (const [key, spellings] of Object.entries(names)) {
    const value = spellings
      .map((name) => lookup(table, name))
      .find((item) => typeof item === "string" || typeof item === "number");
    if (value !== undefined) found[key] = value as string | number;
  }
  const { time } = found;
  const milliseconds =
    typeof time === "number" ? (time < 1e11 ? time * 1_000 : time) : Date.parse(String(time));
  if (time === undefined || Number.isNaN(milliseconds))
    throw new TrailError(
      "bad-input",
      `the alert has no time; write it as "time": "2026-11-20T10:30:00Z" (looked for ${names.time.join(", ")})`,
    );
  const pid = found["pid"] === undefined ? undefined : Number(found["pid"]);
  const parents = [...parentNames.map((name) => lookup(table, name)), ...listed(table["ancestors"])]
    .map((value) => (typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN))
    // Every process descends from the first, so it says nothing.
    .filter((value) => Number.isInteger(value) && value > 1);
  const alert: Alert = {
    time: new Date(milliseconds).toISOString(),
    ...(pid === undefined || Number.isNaN(pid) ? {} : { pid }),
    ...(parents.length === 0 ? {} : { parents: [...new Set(parents)] }),
    ...Object.fromEntries(
      (["command", "path", "host", "user"] as const)
        .filter((key) => found[key] !== undefined)
        .map((key) => [key, String(found[key])]),
    ),
  };
  if (
    alert.pid === undefined &&
    alert.parents === undefined &&
    alert.command === undefined &&
    alert.path === undefined &&
    alert.host === undefined
  )
    throw new TrailError(
      "bad-input",
      "the alert names no pid, command, path or host, so there is nothing to look for",
    );
  return alert;
}
