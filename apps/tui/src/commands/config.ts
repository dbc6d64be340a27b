import type { Command } from "../cli/command.ts";
import { group } from "../cli/group.ts";
import { checkCommand } from "./config/check.ts";
import { explainCommand } from "./config/explain.ts";
import { showCommand } from "./config/show.ts";

/** `paddock config`: which settings are in force, why, and whether files are right. */
export const configCommand: Command = group("config", "Show, explain and check the configuration", [
  showCommand,
  explainCommand,
  checkCommand,
]);
