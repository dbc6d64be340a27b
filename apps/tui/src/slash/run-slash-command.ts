import { suggest } from "../cli/suggest.ts";
import { visible } from "../text/visible.ts";
import { type Row, row } from "../view/row.ts";
import type { SlashContext } from "./slash-command.ts";
import { slashCommands } from "./slash-commands.ts";

/** Runs one line that starts with a slash; an unknown name gets the nearest known one. */
export async function runSlashCommand(line: string, context: SlashContext): Promise<readonly Row[]> {
  const [, name = "", argument = ""] = /^\/(\S*)\s*([\s\S]*)$/.exec(line) ?? [];
  const command = slashCommands.find((one) => one.name === name);
  if (command !== undefined) return await command.run(argument.trim(), context);
  const near = suggest(
    name,
    slashCommands.map((one) => one.name),
  );
  return [
    row(
      `There is no /${visible(name)}${near === undefined ? "; /help lists them" : `; did you mean /${near}?`}`,
      "warn",
    ),
  ];
}
