import type { Command } from "../cli/command.ts";
import { UsageError } from "../cli/usage-error.ts";
import { checkCommand } from "./requirements/check.ts";
import { diffCommand } from "./requirements/diff.ts";
import { showCommand } from "./requirements/show.ts";
import { signCommand } from "./requirements/sign.ts";
import { verifyCommand } from "./requirements/verify.ts";

/** `paddock requirements`: what admins demand; trying, comparing and signing it. */
export const requirementsCommand: Command = {
  name: "requirements",
  summary: "Show, check, compare and sign what admins demand",
  usage: ["requirements show|check|diff|sign|verify"],
  flags: {},
  commands: [showCommand, checkCommand, diffCommand, signCommand, verifyCommand],
  run: ({ args }) => {
    throw new UsageError(
      args[0] === undefined
        ? "`paddock requirements` needs a command: show, check, diff, sign or verify"
        : `\`paddock requirements\` has no command "${args[0]}"`,
    );
  },
};
