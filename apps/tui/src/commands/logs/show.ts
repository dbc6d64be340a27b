import { readTrail, type TrailRecord } from "@paddock/telemetry";
import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { trailFlag, trailFolder } from "./place.ts";

/** `paddock logs show`: the timeline of a conversation. */
export const showCommand: Command = {
  name: "show",
  summary: "Print the timeline of a session, by default the latest",
  usage: ["logs show [SESSION]"],
  flags: trailFlag,
  async run(context) {
    const { values, positionals } = readArguments(showCommand, context.args);
    let records: TrailRecord[] = [];
    const session = positionals[0];
    for await (const record of readTrail(
      trailFolder(context, values["trail"]),
      session === undefined ? {} : { session },
    )) {
      if (session === undefined && records[0] !== undefined && records[0].ids.session !== record.ids.session)
        records = [];
      records.push(record);
    }
    for (const record of records) {
      const subject = ["subject", "command", "path", "host", "text", "decision"]
        .map((key) => record.attributes[key])
        .find((value) => typeof value === "string");
      context.out(
        context.globals.json
          ? `${JSON.stringify(record)}\n`
          : `${record.time.slice(11, 23)} ${record.name}${subject === undefined ? "" : ` ${JSON.stringify(subject)}`}\n`,
      );
    }
    return exitCode.ok;
  },
};
