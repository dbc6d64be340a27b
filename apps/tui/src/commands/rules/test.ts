import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readExpectations, showCommand, testExpectations } from "@paddock/rules";
import { parseExpectationFile } from "@paddock/rules/files";
import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { loadSources, readSources } from "./sources.ts";

interface Failure {
  readonly path: string;
  readonly text: string;
}

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
    const sources = await readSources(context, given);
    const rules = loadSources(context, sources);
    const failures: Failure[] = rules.problems.map(({ path, line, column, message }) => ({
      path: `${path}:${line}:${column}`,
      text: message,
    }));
    const beside = [
      ...new Set(sources.files.map(({ path }) => join(dirname(path), "rules.test.toml"))),
    ].filter((path) => existsSync(resolve(context.globals.cwd, path)));
    let checked = rules.declarations.reduce(
      (sum, { match, notMatch }) => sum + match.length + notMatch.length,
      rules.problems.length,
    );
    for (const path of positionals.length > 0 ? positionals : beside) {
      const expectations = readExpectations(
        parseExpectationFile(path, readText(resolve(context.globals.cwd, path))),
      );
      checked += expectations.length;
      for (const { expectation, found } of testExpectations(rules, expectations, {
        cwd: context.globals.cwd,
      })) {
        const text = `${showCommand(expectation.command)}: expected ${expectation.expect}, found ${found}`;
        failures.push({ path, text });
      }
    }
    const failed = failures.length;
    const passed = checked - failed;
    if (context.globals.json) context.out(`${JSON.stringify({ passed, failed, failures })}\n`);
    else {
      for (const { path, text } of failures) context.err(`${path}: ${text}\n`);
      context.out(`${passed} passed, ${failed} failed\n`);
    }
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
