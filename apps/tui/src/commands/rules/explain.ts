import { readStrictly, readWidely } from "@paddock/rules";
import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { counted } from "../../text/counted.ts";
import { givenCommand } from "./given-command.ts";
import { showVerdict } from "./show-verdict.ts";
import { readRuleSet, surroundings } from "./sources.ts";
import { splitTrailing } from "./split-trailing.ts";

/** `paddock rules explain`: how a command is read, and which rule says what. */
export const explainCommand: Command = {
  name: "explain",
  summary: "Show how a command is read and which rules speak about it",
  usage: ["rules explain [--rules FILE]... -- CMD...", "rules explain [--rules FILE]... --shell SCRIPT"],
  flags: {
    rules: {
      type: "string",
      multiple: true,
      value: "FILE",
      help: "judge by this rule file only; may be repeated",
    },
    shell: { type: "string", value: "SCRIPT", help: "explain shell text instead of words" },
  },
  trailing: true,
  async run(context) {
    const { flags, argv } = splitTrailing(context.args, explainCommand.flags);
    const { values } = readArguments(explainCommand, flags);
    const command = givenCommand("explain", values["shell"], argv);
    const rules = await readRuleSet(context, (values["rules"] ?? []) as readonly string[]);
    const verdict = rules.check(command, surroundings(context));
    if (context.globals.json) {
      context.out(`${JSON.stringify(verdict)}\n`);
      return exitCode.ok;
    }
    if (command.kind === "script") {
      const strict = readStrictly(command.text);
      context.out(
        strict.kind === "plain"
          ? `Strict reading: ${counted(strict.commands.length, "plain command", "plain commands")}; rules may allow it.\n`
          : `Strict reading: refused, so no rule can allow it. ${strict.reason.text}\n`,
      );
      context.out(
        `Wide reading: ${counted(readWidely(command.text).commands.length, "command", "commands")} that may run.\n`,
      );
    }
    context.out(showVerdict(verdict, context.style));
    return exitCode.ok;
  },
};
