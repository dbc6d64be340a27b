import type { Command } from "../cli/command.ts";
import { UsageError } from "../cli/usage-error.ts";
import { exportCommand } from "./logs/export.ts";
import { insightsCommand } from "./logs/insights.ts";
import { queryCommand } from "./logs/query.ts";
import { replayCommand } from "./logs/replay.ts";
import { showCommand } from "./logs/show.ts";
import { triageCommand } from "./logs/triage.ts";
import { verifyCommand } from "./logs/verify.ts";
import { whyCommand } from "./logs/why.ts";

const commands = [
  showCommand,
  whyCommand,
  verifyCommand,
  exportCommand,
  queryCommand,
  insightsCommand,
  triageCommand,
  replayCommand,
];
const names = commands.map(({ name }) => name);

/** `paddock logs`: what happened, why, and whether the record of it is whole. */
export const logsCommand: Command = {
  name: "logs",
  summary: "Read, explain, check and export the record of what happened",
  usage: [`logs ${names.join("|")}`],
  flags: {},
  commands,
  run: ({ args }) => {
    throw new UsageError(
      args[0] === undefined
        ? `\`paddock logs\` needs a command: ${names.join(", ")}`
        : `\`paddock logs\` has no command "${args[0]}"`,
    );
  },
};
