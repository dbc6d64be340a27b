import type { Command } from "../cli/command.ts";
import { UsageError } from "../cli/usage-error.ts";
import { netCheckCommand } from "./net/check.ts";
import { netPresetsCommand } from "./net/presets.ts";
import { netReportCommand } from "./net/report.ts";

/** `paddock net`: what the network policy says about a destination, and what was reached. */
export const netCommand: Command = {
  name: "net",
  summary: "Say whether a destination may be reached, and who reached what",
  usage: ["net check|presets|report"],
  flags: {},
  commands: [netCheckCommand, netPresetsCommand, netReportCommand],
  run: ({ args }) => {
    throw new UsageError(
      args[0] === undefined
        ? "`paddock net` needs a command: check, presets, report"
        : `\`paddock net\` has no command "${args[0]}"`,
    );
  },
};
