import type { Command } from "../cli/command.ts";
import { group } from "../cli/group.ts";
import { exportCommand } from "./logs/export.ts";
import { insightsCommand } from "./logs/insights.ts";
import { queryCommand } from "./logs/query.ts";
import { replayCommand } from "./logs/replay.ts";
import { showCommand } from "./logs/show.ts";
import { triageCommand } from "./logs/triage.ts";
import { verifyCommand } from "./logs/verify.ts";
import { whyCommand } from "./logs/why.ts";

/** `paddock logs`: what happened, why, and whether the record of it is whole. */
export const logsCommand: Command = group(
  "logs",
  "Read, explain, check and export the record of what happened",
  [
    showCommand,
    whyCommand,
    verifyCommand,
    exportCommand,
    queryCommand,
    insightsCommand,
    triageCommand,
    replayCommand,
  ],
);
