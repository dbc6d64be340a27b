import type { Command } from "../cli/command.ts";
import { group } from "../cli/group.ts";
import { checkCommand } from "./requirements/check.ts";
import { diffCommand } from "./requirements/diff.ts";
import { showCommand } from "./requirements/show.ts";
import { signCommand } from "./requirements/sign.ts";
import { verifyCommand } from "./requirements/verify.ts";

/** `paddock requirements`: what admins demand; trying, comparing and signing it. */
export const requirementsCommand: Command = group(
  "requirements",
  "Show, check, compare and sign what admins demand",
  [showCommand, checkCommand, diffCommand, signCommand, verifyCommand],
);
