import type { QueryFilter } from "@paddock/telemetry";
import type { Flag } from "../../cli/command.ts";
import type { ReadArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";

/** Flags that narrow what is read; a `*` in a value stands for any text. */
export const filterFlags: Readonly<Record<string, Flag>> = {
  session: { type: "string", value: "ID", help: "this session" },
  name: {
    type: "string",
    multiple: true,
    value: "NAME",
    help: "events of this name, e.g. decision.made or network.*",
  },
  since: { type: "string", value: "TIME", help: "from this time on: 2026-11-20T10:00Z, or 24h, 30m, 7d" },
  until: { type: "string", value: "TIME", help: "before this time" },
  severity: { type: "string", value: "warn|error", help: "at least this severe" },
  host: { type: "string", value: "HOST", help: "connections to this host" },
  program: { type: "string", value: "NAME", help: "commands of this program" },
  tool: { type: "string", value: "NAME", help: "calls of this tool" },
  server: { type: "string", value: "NAME", help: "calls of this MCP server" },
  user: { type: "string", value: "NAME", help: "records of this user" },
  decision: { type: "string", value: "allow|ask|deny", help: "what was decided" },
  by: { type: "string", value: "WHO", help: "who decided: rule, policy, user, reviewer, grant, ..." },
  outcome: { type: "string", value: "WORD", help: "how it ended" },
  object: { type: "string", value: "PATH", help: "what the sandbox refused, or a file tool touched" },
  text: { type: "string", value: "TEXT", help: "occurs anywhere in the record" },
};

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A point in time: as given, or so long ago. */
export function timeOf(text: string, now: number): string {
  const ago = /^(\d+)([smhd])$/.exec(text);
  if (ago !== null) return new Date(now - Number(ago[1]) * units[ago[2] as keyof typeof units]).toISOString();
  if (Number.isNaN(Date.parse(text)))
    throw new UsageError(`"${text}" is no time; write it like 2026-11-20T10:30:00Z, or 24h`);
  return text;
}

/** Reads the filter flags. */
export function readFilter(values: ReadArguments["values"], now: number = Date.now()): QueryFilter {
  const filter: Record<string, unknown> = {};
  for (const key of Object.keys(filterFlags)) {
    const value = values[key];
    if (value === undefined) continue;
    if (key === "name") filter["names"] = value;
    else if (key === "since" || key === "until") filter[key] = timeOf(String(value), now);
    else filter[key] = value;
  }
  if (filter["severity"] !== undefined && !["info", "warn", "error"].includes(String(filter["severity"])))
    throw new UsageError(`--severity is info, warn or error, not ${String(filter["severity"])}`);
  return filter as QueryFilter;
}
