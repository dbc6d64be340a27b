import type { Command } from "../cli/command.ts";
import { UsageError } from "../cli/usage-error.ts";
import { showCommand } from "./logs/show.ts";
import { verifyCommand } from "./logs/verify.ts";

/** `paddock logs`: what happened, why, and whether the record of it is whole. */
export const logsCommand: Command = {
  name: "logs",
  summary: "Read, explain, check and export the record of what happened",
  usage: ["logs show|verify"],
  flags: {},
  commands: [showCommand, verifyCommand],
  run: ({ args }) => {
    throw new UsageError(
      args[0] === undefined
        ? "`paddock logs` needs a command: show or verify"
        : `\`paddock logs\` has no command "${args[0]}"`,
    );
  },
};
