import type { TrailRecord } from "@paddock/telemetry";
import type { Command, CommandContext } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { timeOf } from "../logs/filter-flags.ts";
import { textFlag, trailFlag, trailFolder } from "../logs/place.ts";

/** What happened with one destination. */
interface Line {
  readonly host: string;
  readonly port: number;
  allowed: number;
  denied: number;
  answered: number;
  sent: number;
  received: number;
  readonly commands: Set<string>;
}

/** `paddock net report`: who asked for what, from the trail. */
export const netReportCommand: Command = {
  name: "report",
  summary: "Sum up which commands reached which hosts, and what was refused",
  usage: ["net report [--session ID] [--since TIME] [--json]", "net report --table [--session ID]"],
  flags: {
    ...trailFlag,
    session: { type: "string", value: "ID", help: "this session" },
    since: { type: "string", value: "TIME", help: "from this time on: 2026-11-20T10:00Z, or 24h, 30m, 7d" },
    table: { type: "boolean", help: "print the smallest domain table that allows what was reached" },
  },
  async run(context) {
    const { values } = readArguments(netReportCommand, context.args);
    const { readTrail } = await import("@paddock/telemetry");
    const folder = trailFolder(context, values["trail"]);
    const since = textFlag(values["since"]);
    const session = textFlag(values["session"]);
    const commands = new Map<string, string>();
    const lines = new Map<string, Line>();
    for await (const record of readTrail(folder, {
      names: ["network.*", "execution.started"],
      ...(since === undefined ? {} : { since: timeOf(since, Date.now()) }),
      ...(session === undefined ? {} : { session }),
    }))
      take(record, lines, commands);
    const sorted = [...lines.values()].sort((a, b) => a.host.localeCompare(b.host) || a.port - b.port);
    if (values["table"] === true) printTable(context, sorted);
    else print(context, sorted);
    return exitCode.ok;
  },
};

function take(record: TrailRecord, lines: Map<string, Line>, commands: Map<string, string>): void {
  const { attributes, ids } = record;
  const execution = ids.execution ?? "";
  if (record.name === "execution.started") {
    const argv = attributes["argv"];
    commands.set(execution, Array.isArray(argv) ? argv.join(" ") : String(argv ?? ""));
    return;
  }
  const host = String(attributes["host"]);
  const port = Number(attributes["port"]);
  const key = `${host}:${port}`;
  const line = lines.get(key) ?? {
    host,
    port,
    allowed: 0,
    denied: 0,
    answered: 0,
    sent: 0,
    received: 0,
    commands: new Set<string>(),
  };
  lines.set(key, line);
  line.commands.add(commands.get(execution) ?? execution);
  if (record.name === "network.closed") {
    line.sent += Number(attributes["sent"] ?? 0);
    line.received += Number(attributes["received"] ?? 0);
    return;
  }
  if (attributes["decision"] === "allow") line.allowed += 1;
  else line.denied += 1;
  if (attributes["source"] === "decider") line.answered += 1;
}

function print(context: CommandContext, lines: readonly Line[]): void {
  const { out, style, globals } = context;
  if (globals.json) {
    const destinations = lines.map((line) => ({ ...line, commands: [...line.commands] }));
    out(`${JSON.stringify({ v: 1, destinations }, null, 2)}\n`);
    return;
  }
  if (lines.length === 0) out("no destination was asked for\n");
  for (const { host, port, allowed, denied, answered, sent, received, commands } of lines) {
    const counts = [
      ...(allowed > 0 ? [style("green", `${allowed} allowed`)] : []),
      ...(denied > 0 ? [style("red", `${denied} refused`)] : []),
      ...(answered > 0 ? [`${answered} by an answer`] : []),
      `${sent} B up, ${received} B down`,
    ];
    out(`${host}:${port}  ${counts.join(", ")}\n`);
    for (const command of commands) out(`  ${style("dim", command.replaceAll(/\s+/g, " "))}\n`);
  }
}

function printTable(context: CommandContext, lines: readonly Line[]): void {
  const hosts = new Map<string, number>();
  for (const { host, allowed } of lines) if (allowed > 0) hosts.set(host, (hosts.get(host) ?? 0) + allowed);
  context.out("[permissions.NAME.network.domains]\n");
  for (const [host, count] of hosts) context.out(`${JSON.stringify(host)} = "allow" # ${count} times\n`);
}
