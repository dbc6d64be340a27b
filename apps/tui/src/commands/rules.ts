import type { Command } from "../cli/command.ts";
import { group } from "../cli/group.ts";
import { checkCommand, codexCheckCommand } from "./rules/check.ts";
import { addCommand, removeCommand, undoCommand } from "./rules/edit.ts";
import { explainCommand } from "./rules/explain.ts";
import { lintCommand } from "./rules/lint.ts";
import { testCommand } from "./rules/test.ts";

/** `paddock rules`: what the rules say, whether they are sound, and how to change them. */
export const rulesCommand: Command = group("rules", "Judge commands by rules, test rules, and edit them", [
  checkCommand,
  explainCommand,
  lintCommand,
  testCommand,
  addCommand,
  removeCommand,
  undoCommand,
]);

/** `paddock execpolicy`: Codex's spelling of `paddock rules check --compat codex`. */
export const execpolicyCommand: Command = group(
  "execpolicy",
  "Judge commands by rule files exactly as Codex does",
  [codexCheckCommand],
);
