import { isAbsolute, relative, resolve } from "node:path";
import type { Problem } from "@paddock/config/requirements";
import type { Command, CommandContext } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";

const KINDS = ["config", "project", "requirements"] as const;

async function checkFiles(
  files: readonly string[],
  kind: string | undefined,
  { globals }: CommandContext,
): Promise<readonly Problem[]> {
  const { readConfigText, ConfigError } = await import("@paddock/config");
  const { checkText, kindOfFile, problemOfError } = await import("@paddock/config/requirements");
  const problems: Problem[] = [];
  for (const name of files) {
    const file = resolve(globals.cwd, name);
    const known = KINDS.find((one) => one === kind) ?? kindOfFile(file);
    try {
      const text = readConfigText(file);
      problems.push(
        ...(await checkText(text, {
          kind: known,
          file,
          ...(globals.compat ? { compat: globals.compat } : {}),
        })),
      );
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(problemOfError(error));
    }
  }
  return problems;
}

async function checkHere(context: CommandContext): Promise<readonly Problem[]> {
  const { ConfigError } = await import("@paddock/config");
  const { problemOfError, problemOfNotice } = await import("@paddock/config/requirements");
  const { loadHere } = await import("./load.ts");
  try {
    return (await loadHere(context)).notices.map(problemOfNotice);
  } catch (error) {
    if (error instanceof ConfigError) return [problemOfError(error)];
    throw error;
  }
}

function line(problem: Problem, { globals, style }: CommandContext): string {
  const place =
    problem.file === undefined ? "" : `${problem.file}:${problem.line ?? 1}:${problem.column ?? 1}: `;
  const short = place.startsWith(`${globals.cwd}/`) ? place.slice(globals.cwd.length + 1) : place;
  const colour = { error: "red", warn: "yellow", info: "dim" } as const;
  return `${short}${style(colour[problem.severity], problem.severity)}: ${problem.message} ${style("dim", `[${problem.code}]`)}\n`;
}

/** `paddock config check`: what is wrong with files, or with everything that counts here. */
export const checkCommand: Command = {
  name: "check",
  summary: "Check files, or everything that counts here; for people, scripts and code scanning",
  usage: ["config check [FILE]... [--kind config|project|requirements] [--format text|json|sarif]"],
  flags: {
    kind: { type: "string", value: "KIND", help: "What the files are; default: by their names" },
    format: { type: "string", value: "FORMAT", help: "text, json or sarif" },
  },
  async run(context) {
    const { values, positionals } = readArguments(checkCommand, context.args);
    const kind = values["kind"] as string | undefined;
    if (kind !== undefined && !KINDS.some((one) => one === kind))
      throw new UsageError(`--kind ${kind}: write ${KINDS.join(", ")}`);
    const format = (values["format"] as string | undefined) ?? (context.globals.json ? "json" : "text");
    if (!["text", "json", "sarif"].includes(format))
      throw new UsageError(`--format ${format}: write text, json or sarif`);
    const problems =
      positionals.length > 0 ? await checkFiles(positionals, kind, context) : await checkHere(context);
    const errors = problems.filter(
      (problem) =>
        problem.severity === "error" || (context.globals.strictConfig && problem.code === "unknown_key"),
    );
    if (format === "json")
      context.out(`${JSON.stringify({ v: 1, ok: errors.length === 0, problems }, null, 2)}\n`);
    else if (format === "sarif") {
      const { VERSION } = await import("@paddock/config");
      const { sarifOf } = await import("@paddock/config/requirements");
      const near = problems.map((problem) => {
        const path = problem.file === undefined ? undefined : relative(context.globals.cwd, problem.file);
        return path === undefined || path.startsWith("..") || isAbsolute(path)
          ? problem
          : { ...problem, file: path };
      });
      context.out(`${JSON.stringify(sarifOf(near, VERSION), null, 2)}\n`);
    } else {
      for (const problem of problems) context.out(line(problem, context));
      const warnings = problems.filter((problem) => problem.severity === "warn").length;
      context.out(`${errors.length} errors, ${warnings} warnings\n`);
    }
    return errors.length > 0 ? exitCode.config : exitCode.ok;
  },
};
