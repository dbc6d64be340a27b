import { homedir } from "node:os";
import { checkArgv, type Command as RuleCommand, type Verdict } from "@paddock/rules";
import type { Command, CommandContext } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { givenCommand } from "./given-command.ts";
import { showVerdict } from "./show-verdict.ts";
import { readRuleSet, readSources, surroundings, unreadableRules } from "./sources.ts";
import { splitTrailing } from "./split-trailing.ts";

const FLAGS: Command["flags"] = {
  rules: {
    type: "string",
    short: "r",
    multiple: true,
    value: "FILE",
    help: "judge by this rule file only; may be repeated",
  },
  "resolve-host-executables": {
    type: "boolean",
    help: "match a program given as a path by its file name (Codex)",
  },
  pretty: { type: "boolean", help: "indent the JSON" },
  shell: { type: "string", value: "SCRIPT", help: "judge shell text instead of words" },
};

/** `paddock rules check`: what the rules say about one command. */
export const checkCommand: Command = {
  name: "check",
  summary: "Say what the rules decide about a command",
  usage: [
    "rules check [--rules FILE]... [--pretty] -- CMD...",
    "rules check [--rules FILE]... --shell SCRIPT",
  ],
  flags: FLAGS,
  trailing: true,
  run: (context) => runCheck(context, checkCommand),
};

/** `paddock execpolicy check`: the same in Codex's words, for scripts that call Codex's command. */
export const codexCheckCommand: Command = {
  ...checkCommand,
  summary: "Judge a command by rule files exactly as Codex does",
  usage: [
    "execpolicy check --rules FILE [--rules FILE]... [--pretty] [--resolve-host-executables] -- CMD...",
  ],
  run: (context) =>
    runCheck({ ...context, globals: { ...context.globals, compat: "codex" } }, codexCheckCommand),
};

async function runCheck(context: CommandContext, command: Command): Promise<number> {
  const asCodex = command === codexCheckCommand;
  const { flags, argv } = splitTrailing(context.args, command.flags, asCodex ? "command" : "flag");
  const { values } = readArguments(command, flags);
  const refusal = asCodex ? refuseAsCodex(flags, argv) : undefined;
  if (refusal !== undefined) {
    context.err(`error: ${refusal}\n`);
    return exitCode.usage;
  }
  const given = (values["rules"] ?? []) as readonly string[];
  const pretty = values["pretty"] === true;
  const asked = givenCommand("check", values["shell"], argv);
  if (asked.kind === "argv" && context.globals.compat === "codex")
    return await codexCheck(context, given, argv, values["resolve-host-executables"] === true, pretty);
  return await judge(context, given, asked, pretty);
}

/** What Codex's argument parser refuses and ours would take. */
function refuseAsCodex(flags: readonly string[], argv: readonly string[]): string | undefined {
  if ([...flags, ...argv].some((word) => word.includes("\ufffd")))
    return "invalid UTF-8 was detected in one or more arguments";
  const missing = [
    ...(flags.some((flag) => flag.startsWith("--rules=")) ? [] : ["--rules <PATH>"]),
    ...(argv.length === 0 ? ["<COMMAND>..."] : []),
  ];
  if (missing.length > 0)
    return `the following required arguments were not provided:\n  ${missing.join("\n  ")}`;
  const again = flags.find((flag, at) => !flag.startsWith("--rules") && flags.indexOf(flag) !== at);
  return again === undefined ? undefined : `the argument '${again}' cannot be used multiple times`;
}

async function judge(
  context: CommandContext,
  given: readonly string[],
  command: RuleCommand,
  pretty: boolean,
): Promise<number> {
  const rules = await readRuleSet(context, given);
  for (const { path, line, column, message } of rules.problems)
    context.err(`${path}:${line}:${column}: ${message}\n`);
  const verdict: Verdict = rules.check(command, surroundings(context));
  if (context.globals.json) context.out(`${JSON.stringify(verdict, undefined, pretty ? 2 : undefined)}\n`);
  else context.out(showVerdict(verdict, context.style));
  return exitCode.ok;
}

async function codexCheck(
  context: CommandContext,
  given: readonly string[],
  argv: readonly string[],
  resolveHostExecutables: boolean,
  pretty: boolean,
): Promise<number> {
  const unreadable = given.map((path) => unreadableRules(path, context.globals.cwd)).find(Boolean);
  if (unreadable !== undefined) {
    context.err(unreadable);
    return exitCode.failed;
  }
  const { files } = await readSources(context, given);
  const { globals, env } = context;
  const outcome = checkArgv(files, argv, {
    resolveHostExecutables,
    cwd: globals.cwd,
    home: env["HOME"] ?? homedir(),
  });
  if (outcome.kind === "error") {
    context.err(outcome.text);
    return exitCode.failed;
  }
  context.out(`${JSON.stringify(outcome.result, undefined, pretty ? 2 : undefined)}\n`);
  return exitCode.ok;
}
