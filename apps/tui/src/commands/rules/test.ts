import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readExpectations, showCommand, testExpectations } from "@paddock/rules";
import { parseExpectationFile } from "@paddock/rules/files";
import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { readRuleSet, readSources } from "./sources.ts";

/** `paddock rules test`: the examples in rule files, and a file of expectations. */
export const testCommand: Command = {
  name: "test",
  summary: "Check the examples of rule files and the expectations of rules.test.toml",
  usage: ["rules test [--rules FILE]... [EXPECTATIONS.toml]..."],
  flags: {
    rules: {
      type: "string",
      multiple: true,
      value: "FILE",
      help: "test these rule files only; may be repeated",
    },
  },
  async run(context) {
    const { values, positionals } = readArguments(testCommand, context.args);
    const given = (values["rules"] ?? []) as readonly string[];
    const rules = await readRuleSet(context, given);
    for (const { path, line, column, message } of rules.problems)
      context.err(`${path}:${line}:${column}: ${message}\n`);
    const { files } = await readSources(context, given);
    const beside = [...new Set(files.map(({ path }) => join(dirname(path), "rules.test.toml")))].filter(
      (path) => existsSync(resolve(context.globals.cwd, path)),
    );
    let failed = rules.problems.length;
    let passed = rules.declarations.reduce(
      (sum, { match, notMatch }) => sum + match.length + notMatch.length,
      0,
    );
    for (const path of positionals.length > 0 ? positionals : beside) {
      const expectations = readExpectations(
        parseExpectationFile(path, readText(resolve(context.globals.cwd, path))),
      );
      const failures = testExpectations(rules, expectations, { cwd: context.globals.cwd });
      for (const { expectation, found } of failures) {
        context.err(
          `${path}: ${showCommand(expectation.command)}: expected ${expectation.expect}, found ${found}\n`,
        );
      }
      failed += failures.length;
      passed += expectations.length - failures.length;
    }
    context.out(`${passed} passed, ${failed} failed\n`);
    return failed > 0 ? exitCode.failed : exitCode.ok;
  },
};

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new UsageError(`cannot read ${path}: ${(cause as Error).message}`);
  }
}
