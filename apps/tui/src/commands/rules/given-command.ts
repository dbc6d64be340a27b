import type { Command as RuleCommand } from "@paddock/rules";
import { UsageError } from "../../cli/usage-error.ts";

/** The command to judge: the text of `--shell`, or the words behind the flags; never both. */
export function givenCommand(name: string, script: unknown, argv: readonly string[]): RuleCommand {
  if (typeof script === "string") {
    if (argv.length > 0) throw new UsageError("give either --shell or a command, not both");
    return { kind: "script", text: script };
  }
  if (argv.length === 0)
    throw new UsageError(`\`paddock rules ${name}\` needs --shell SCRIPT, or a command behind \`--\``);
  return { kind: "argv", argv };
}
