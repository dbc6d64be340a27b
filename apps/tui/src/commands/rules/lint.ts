import { type LintFinding, lintRules } from "@paddock/rules";
import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { counted } from "../../text/counted.ts";
import { showOrigin } from "./show-verdict.ts";
import { readRuleSet } from "./sources.ts";

const COLOR: Readonly<Record<LintFinding["level"], "red" | "yellow" | "dim">> = {
  error: "red",
  warning: "yellow",
  note: "dim",
};

/** `paddock rules lint`: rules that never decide, allow too much, or are broken. */
export const lintCommand: Command = {
  name: "lint",
  summary: "Find rules that never decide, allow any program, or cannot be read",
  usage: ["rules lint [FILE]..."],
  flags: {
    rules: { type: "string", multiple: true, value: "FILE", help: "lint this file; the same as naming it" },
  },
  async run(context) {
    const { values, positionals } = readArguments(lintCommand, context.args);
    const rules = await readRuleSet(context, [
      ...((values["rules"] ?? []) as readonly string[]),
      ...positionals,
    ]);
    const findings = lintRules(rules);
    if (context.globals.json) context.out(`${JSON.stringify(findings)}\n`);
    else {
      for (const { level, code, text, origin } of findings) {
        context.out(`${showOrigin(origin)}: ${context.style(COLOR[level], level)}: ${text} [${code}]\n`);
      }
      context.out(
        findings.length === 0
          ? `${rules.rules.length} rules, nothing to say\n`
          : `${counted(findings.length, "finding", "findings")}\n`,
      );
    }
    return findings.some(({ level }) => level !== "note") ? exitCode.failed : exitCode.ok;
  },
};
