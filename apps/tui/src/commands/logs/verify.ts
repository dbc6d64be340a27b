import { readAnchors, verifyTrail } from "@paddock/telemetry";
import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { counted } from "../../text/counted.ts";
import { readGiven, textFlag, trailFlag, trailFolder } from "./place.ts";

/** `paddock logs verify`: finds every edit, removal, reorder and cut before the last anchor. */
export const verifyCommand: Command = {
  name: "verify",
  summary: "Check that no record was edited, removed, moved or cut",
  usage: ["logs verify [--session ID] [--anchors FILE]"],
  flags: {
    ...trailFlag,
    session: { type: "string", value: "ID", help: "check only this session" },
    anchors: {
      type: "string",
      value: "FILE",
      help: "compare with records that a collector kept (OTLP/JSON lines, or `logs export --format jsonl`)",
    },
  },
  async run(context) {
    const { values } = readArguments(verifyCommand, context.args);
    const [session, anchors] = [textFlag(values["session"]), textFlag(values["anchors"])];
    const result = await verifyTrail(trailFolder(context, values["trail"]), {
      ...(session === undefined ? {} : { session }),
      ...(anchors === undefined ? {} : { anchors: readAnchors(readGiven(context, anchors)) }),
    });
    if (context.globals.json) {
      context.out(`${JSON.stringify(result)}\n`);
      return result.ok ? exitCode.ok : exitCode.failed;
    }
    for (const [colour, found] of [
      ["red", result.problems],
      ["yellow", result.notes ?? []],
    ] as const)
      for (const { file, line, code, text } of found)
        context.out(`${context.style(colour, code)} ${file}${line > 0 ? `:${line}` : ""}: ${text}\n`);
    const counts = `${counted(result.records, "record", "records")} in ${counted(result.segments, "segment", "segments")}, ${result.unanchored} after the last anchor`;
    context.out(
      result.ok
        ? `${context.style("green", "untouched")}: ${counts}\n`
        : `${context.style("red", "tampered")}: ${counts}\n`,
    );
    return result.ok ? exitCode.ok : exitCode.failed;
  },
};
