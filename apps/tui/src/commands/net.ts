import type { Command } from "../cli/command.ts";
import { group } from "../cli/group.ts";
import { netCheckCommand } from "./net/check.ts";
import { netPresetsCommand } from "./net/presets.ts";
import { netReportCommand } from "./net/report.ts";

/** `paddock net`: what the network policy says about a destination, and what was reached. */
export const netCommand: Command = group(
  "net",
  "Say whether a destination may be reached, and who reached what",
  [netCheckCommand, netPresetsCommand, netReportCommand],
);
