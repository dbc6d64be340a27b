import { verifyTrail } from "@paddock/telemetry";
import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { trailFlag, trailFolder } from "./place.ts";

/** `paddock logs verify`: finds every edit, removal, reorder and cut before the last anchor. */
export const verifyCommand: Command = {
  name: "verify",
  summary: "Check that no record was edited, removed, moved or cut",
  usage: ["logs verify [--session ID]"],
  flags: {
    ...trailFlag,
    session: { type: "string", value: "ID", help: "check only this session" },
  },
  async run(context) {
    const { values } = readArguments(verifyCommand, context.args);
    const session = values["session"];
    const result = await verifyTrail(trailFolder(context, values["trail"]), {
      ...(typeof session === "string" ? { session } : {}),
    });
    if (context.globals.json) {
      context.out(`${JSON.stringify(result)}\n`);
      return result.ok ? exitCode.ok : exitCode.failed;
    }
    for (const { file, line, code, text } of result.problems)
      context.out(`${context.style("red", code)} ${file}${line > 0 ? `:${line}` : ""}: ${text}\n`);
    for (const { file, line, code, text } of result.notes ?? [])
      context.out(`${context.style("yellow", code)} ${file}${line > 0 ? `:${line}` : ""}: ${text}\n`);
    const counts = `${result.records} records in ${result.segments} segments, ${result.unanchored} after the last anchor`;
    context.out(
      result.ok
        ? `${context.style("green", "untouched")}: ${counts}\n`
        : `${context.style("red", "tampered")}: ${counts}\n`,
    );
    return result.ok ? exitCode.ok : exitCode.failed;
  },
};
