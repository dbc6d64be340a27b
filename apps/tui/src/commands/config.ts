import type { Command } from "../cli/command.ts";
import { UsageError } from "../cli/usage-error.ts";
import { checkCommand } from "./config/check.ts";
import { explainCommand } from "./config/explain.ts";
import { showCommand } from "./config/show.ts";

/** `paddock config`: which settings are in force, why, and whether files are right. */
export const configCommand: Command = {
  name: "config",
  summary: "Show, explain and check the configuration",
  usage: ["config show|explain|check"],
  flags: {},
  commands: [showCommand, explainCommand, checkCommand],
  run: ({ args }) => {
    throw new UsageError(
      args[0] === undefined
        ? "`paddock config` needs a command: show, explain or check"
        : `\`paddock config\` has no command "${args[0]}"`,
    );
  },
};
