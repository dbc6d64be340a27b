import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { timeOf } from "../logs/filter-flags.ts";
import { textFlag, trailFlag, trailFolder } from "../logs/place.ts";
import { domainTableText } from "./domain-table.ts";
import { type Destination, NetworkReport } from "./network-report.ts";
import { reportText } from "./report-text.ts";

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
    const given = textFlag(values["since"]);
    const since = given === undefined ? undefined : timeOf(given, Date.now());
    const folder = trailFolder(context, values["trail"]);
    const session = textFlag(values["session"]);
    const report = new NetworkReport();
    for await (const record of readTrail(folder, {
      names: ["network.*", "execution.started"],
      ...(since === undefined ? {} : { since }),
      ...(session === undefined ? {} : { session }),
    }))
      report.take(record);
    const { destinations } = report;
    if (values["table"] === true) context.out(await tableText(destinations));
    else if (context.globals.json) context.out(`${JSON.stringify({ v: 1, destinations }, null, 2)}\n`);
    else context.out(reportText(destinations, context.style));
    return exitCode.ok;
  },
};

async function tableText(destinations: readonly Destination[]): Promise<string> {
  const { learnDomains } = await import("@paddock/network/lint");
  const reached = destinations.filter(({ allowed }) => allowed > 0);
  const learned = learnDomains(reached.map(({ host, allowed }) => ({ host, count: allowed })));
  return domainTableText("permissions.NAME.network", learned, []);
}
