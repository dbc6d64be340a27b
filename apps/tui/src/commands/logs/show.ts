import { type StoryLine, storyLines, tellStory } from "@paddock/telemetry";
import type { Command, CommandContext } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { counted } from "../../text/counted.ts";
import { visible } from "../../text/visible.ts";
import { listSessions } from "./list-sessions.ts";
import { sessionRecords, trailFlag, trailFolder } from "./place.ts";

const marks = { plain: " ", good: "+", bad: "-", ask: "?" } as const;
const colours = { good: "green", bad: "red", ask: "yellow" } as const;

function lineText(context: CommandContext, { depth, mark, record, text }: StoryLine): string {
  const shown = visible(text).replaceAll("\n", " ");
  const body = `${"  ".repeat(depth)}${marks[mark]} ${shown}`;
  const coloured =
    mark === "plain" ? (depth < 2 ? context.style("bold", body) : body) : context.style(colours[mark], body);
  return `${context.style("dim", record.time.slice(11, 19))} ${coloured} ${context.style("dim", record.id.slice(0, 18))}\n`;
}

/** `paddock logs show`: the timeline of a conversation. */
export const showCommand: Command = {
  name: "show",
  summary: "Print the timeline of a session, by default the latest",
  usage: ["logs show [SESSION]", "logs show --list"],
  flags: { ...trailFlag, list: { type: "boolean", help: "list the sessions instead, the latest last" } },
  async run(context) {
    const { values, positionals } = readArguments(showCommand, context.args);
    const folder = trailFolder(context, values["trail"]);
    if (values["list"] === true) {
      await listSessions(context, folder);
      return exitCode.ok;
    }
    const records = await sessionRecords(folder, positionals[0]);
    if (context.globals.json) for (const record of records) context.out(`${JSON.stringify(record)}\n`);
    else {
      const lines = [...storyLines(tellStory(records))];
      for (const line of lines) context.out(lineText(context, line));
      if (lines.length === 0)
        context.err(
          `${counted(records.length, "record", "records")}, none of which tells of a request or an action; --json prints them\n`,
        );
    }
    return exitCode.ok;
  },
};
