import { type Row, row } from "../view/row.ts";
import { approveCommand } from "./approve.ts";
import { rulesCommand } from "./check.ts";
import { configCommand } from "./config.ts";
import { grantsCommand } from "./grants.ts";
import { logsCommand } from "./logs.ts";
import { outputCommand } from "./output.ts";
import type { SlashCommand } from "./slash-command.ts";
import { statusCommand } from "./status.ts";
import { whyCommand } from "./why.ts";

const helpCommand: SlashCommand = {
  name: "help",
  summary: "This list, and the keys",
  run: () => [
    row("Commands", "accent", true),
    ...slashCommands.map(
      ({ name, argument, summary }): Row => [
        { text: `  /${name}${argument === undefined ? "" : ` ${argument}`}`.padEnd(24) },
        { text: summary, tone: "muted" },
      ],
    ),
    row("Keys", "accent", true),
    ...keys.map(([key, what]): Row => [{ text: `  ${key}`.padEnd(24) }, { text: what, tone: "muted" }]),
  ],
};

const quitCommand: SlashCommand = {
  name: "quit",
  summary: "Stop what runs and leave",
  run(_argument, { quit }) {
    quit();
    return [];
  },
};

const keys: readonly (readonly [string, string])[] = [
  ["enter", "send; ctrl+j, shift+enter or \\ and enter for a new line"],
  ["! COMMAND", "run a command yourself, inside the same boundary"],
  ["esc", "interrupt"],
  ["ctrl+c", "clear the draft, interrupt; twice: quit"],
  ["ctrl+g", "answer a waiting question now"],
  ["y, t, s, a, u", "to a question: yes, for once, the turn, the session, the project, always"],
  ["d, f", "to a question about a host: never again, in the project or anywhere; writes the rule it shows"],
  ["n, x", "to a question: no, with words for the agent; stop the turn"],
  ["up, down", "earlier requests"],
];

/** Every slash command, in the order of help. */
export const slashCommands: readonly SlashCommand[] = [
  helpCommand,
  statusCommand,
  rulesCommand,
  configCommand,
  outputCommand,
  whyCommand,
  approveCommand,
  grantsCommand,
  logsCommand,
  quitCommand,
];
