import { type Command as RuleCommand, readStrictly, readWidely } from "@paddock/rules";
import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
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
    const script = values["shell"];
    if (typeof script !== "string" && argv.length === 0)
      throw new UsageError("`paddock rules explain` needs --shell SCRIPT or a command");
    const command: RuleCommand =
      typeof script === "string" ? { kind: "script", text: script } : { kind: "argv", argv };
    const rules = await readRuleSet(context, (values["rules"] ?? []) as readonly string[]);
    const verdict = rules.check(command, surroundings(context));
    if (context.globals.json) {
      context.out(`${JSON.stringify(verdict)}\n`);
      return exitCode.ok;
    }
    if (typeof script === "string") {
      const strict = readStrictly(script);
      context.out(
        strict.kind === "plain"
          ? `Strict reading: ${strict.commands.length} plain command(s); rules may allow it.\n`
          : `Strict reading: refused, so no rule can allow it. ${strict.reason.text}\n`,
      );
      context.out(`Wide reading: ${readWidely(script).commands.length} command(s) that may run.\n`);
    }
    context.out(showVerdict(verdict, context.style));
    return exitCode.ok;
  },
};
