import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";

const STYLE = { tightens: "green", loosens: "red", changes: "yellow" } as const;

/** `paddock requirements diff OLD NEW`: what a new file tightens and what it loosens. */
export const diffCommand: Command = {
  name: "diff",
  summary: "Say what a new requirements file tightens and what it loosens",
  usage: ["requirements diff OLD NEW [--fail-on-loosening] [--json]"],
  flags: {
    "fail-on-loosening": {
      type: "boolean",
      help: "Exit with 1 where the new file is not at least as strict",
    },
  },
  async run(context) {
    const { values, positionals } = readArguments(diffCommand, context.args);
    const [before, after] = positionals;
    if (before === undefined || after === undefined || positionals.length > 2)
      throw new UsageError("`paddock requirements diff` needs two files, OLD and NEW");
    const { diffRequirements } = await import("@paddock/config/requirements");
    const { readSource } = await import("./read-source.ts");
    const { valueText } = await import("../config/origin-text.ts");
    const changes = diffRequirements(readSource(before, context), readSource(after, context));
    const loosens = changes.some((change) => change.kind !== "tightens");
    const status = values["fail-on-loosening"] === true && loosens ? exitCode.failed : exitCode.ok;
    if (context.globals.json) context.out(`${JSON.stringify({ v: 1, changes }, null, 2)}\n`);
    else {
      if (changes.length === 0) context.out("Both demand the same.\n");
      for (const { kind, key, before: old, after: now } of changes) {
        context.out(
          `${context.style(STYLE[kind], kind.padEnd(8))} ${key}: ${valueText(old)} becomes ${valueText(now)}\n`,
        );
      }
    }
    return status;
  },
};
