import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Action, ActionExplanation } from "@paddock/guard";
import type { Command, CommandContext } from "../cli/command.ts";
import { exitCode } from "../cli/exit-code.ts";
import { readArguments } from "../cli/read-arguments.ts";
import { UsageError } from "../cli/usage-error.ts";

/** Longest action file, in bytes. */
const LONGEST = 1024 * 1024;

/** `paddock explain ACTION.json`: what would become of an action, and which rows of the decision table say so. */
export const explainCommand: Command = {
  name: "explain",
  summary: "Say what would become of an action, and why",
  usage: ["explain [-P NAME] ACTION.json", "explain [-P NAME] --shell 'SCRIPT'"],
  flags: {
    shell: { type: "string", value: "SCRIPT", help: "explain a shell command in place of a file" },
    outside: { type: "boolean", help: "with --shell: the command asks to leave the sandbox" },
    permissions: { type: "string", short: "P", value: "NAME", help: "use a permission profile" },
  },
  async run(context) {
    const { values, positionals } = readArguments(explainCommand, context.args);
    const shell = values["shell"] as string | undefined;
    if ((shell === undefined) === (positionals.length === 0) || positionals.length > 1) {
      throw new UsageError("explain needs one file with an action, or --shell 'SCRIPT'");
    }
    const action =
      shell === undefined
        ? await readActionFile(resolve(context.globals.cwd, positionals[0] as string))
        : shellAction(shell, values["outside"] === true);
    const explanation = await explainHere(context, action, values["permissions"] as string | undefined);
    if (context.globals.json) context.out(`${JSON.stringify(explanation, null, 2)}\n`);
    else print(context, explanation);
    return exitCode.ok;
  },
};

function shellAction(script: string, outside: boolean): Action {
  return { kind: "command", script, ...(outside ? { escalation: { kind: "outside" } } : {}) };
}

/** Where a JSON text stops being JSON: the parser says it as an offset, or not at all where the text ends too early. */
function placeIn(text: string, message: string): string {
  const offset = Number(/at position (\d+)/.exec(message)?.[1] ?? text.trimEnd().length);
  const before = text.slice(0, offset).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

function parsed(file: string): unknown {
  let text: string;
  try {
    const info = statSync(file);
    if (!info.isFile()) throw new Error("it is not a plain file");
    if (info.size > LONGEST) throw new Error(`it is longer than ${LONGEST} bytes`);
    text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const what = message.replace(/ in JSON at position .*$| \(line .*$/, "");
    throw new UsageError(`${file}:${placeIn(text, message)}: this is not JSON: ${what}`);
  }
}

async function readActionFile(file: string): Promise<Action> {
  const value = parsed(file);
  const { GuardError, readAction } = await import("@paddock/guard");
  try {
    return readAction(value);
  } catch (error) {
    if (error instanceof GuardError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

async function explainHere(
  context: CommandContext,
  action: Action,
  permissions: string | undefined,
): Promise<ActionExplanation> {
  const { loadHere } = await import("./config/load.ts");
  const { explainAction, GuardError, paddockHome } = await import("@paddock/guard");
  const { globals, env } = context;
  const effective = await loadHere(context);
  try {
    return await explainAction(action, {
      workspace: globals.cwd,
      effective,
      paddockHome: paddockHome(env),
      env,
      ...(permissions === undefined ? {} : { permissions }),
      ...(globals.compat === undefined ? {} : { compat: globals.compat }),
    });
  } catch (error) {
    if (error instanceof GuardError && error.code === "bad-action") throw new UsageError(error.message);
    throw error;
  }
}

const COLORS = { allow: "green", ask: "yellow", deny: "red" } as const;

function headline({ decision, placement }: ActionExplanation): string {
  if (decision === "deny") return "deny";
  const where = placement === "outside" ? "outside the sandbox" : "inside the sandbox";
  return decision === "allow" ? `allow, ${where}` : `ask, then ${where}`;
}

function print(context: CommandContext, explanation: ActionExplanation): void {
  const { out, style } = context;
  const { settings, verdict } = explanation;
  out(`${style(COLORS[explanation.decision], headline(explanation))}\n`);
  for (const { code, text, origin } of explanation.reasons) {
    const place = origin?.file === undefined ? origin?.layer : `${origin.file}:${origin.line ?? 1}`;
    out(`  ${text} ${style("dim", place === undefined ? `(${code})` : `(${code}, ${place})`)}\n`);
  }
  for (const crossed of explanation.crosses) out(`  crosses ${crossed}\n`);
  if (explanation.alternative !== undefined) out(`  instead: ${explanation.alternative}\n`);
  out(
    `\n${style("bold", "settings")}  approval_policy ${settings.policy.kind}, ${settings.mode} (${settings.permissions}), answers by ${settings.reviewer}\n`,
  );
  if (verdict !== undefined) {
    out(`${style("bold", "rules")}     ${verdict.decision}\n`);
    for (const segment of verdict.segments) {
      const reading = segment.reading === "wide" ? " (may run)" : "";
      out(`  ${segment.argv.join(" ")}: ${segment.decision}${style("dim", reading)}\n`);
    }
    for (const { text } of verdict.opaque) out(`  ${text}\n`);
  }
  out(`${style("bold", "path")}\n`);
  for (const step of explanation.path) {
    const line = `${step.decided ? ">" : " "} ${step.id.padEnd(26)} ${step.says}`;
    out(`  ${step.decided ? line : style("dim", line)}\n`);
  }
  if (explanation.answers.length > 0) {
    out(`${style("bold", "answers")}\n`);
    for (const { label, stores } of explanation.answers) {
      out(`  ${label}\n`);
      if (stores?.file !== undefined) out(`    writes to ${stores.file}: ${stores.text}\n`);
    }
  }
}
