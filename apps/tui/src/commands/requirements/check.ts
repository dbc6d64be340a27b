import { basename, resolve } from "node:path";
import type { SampleUser } from "@paddock/config/requirements";
import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";

/** `paddock requirements check`: is the file right, and what would each user get? */
export const checkCommand: Command = {
  name: "check",
  summary: "Check a requirements file and print what users would get under it",
  usage: ["requirements check FILE... [--config USER.toml]... [--json]"],
  flags: {
    config: {
      type: "string",
      multiple: true,
      value: "FILE",
      help: "A user's config.toml to try; default: four imagined users",
    },
  },
  async run(context) {
    const { values, positionals } = readArguments(checkCommand, context.args);
    if (positionals.length === 0) throw new UsageError("`paddock requirements check` needs a file");
    const { readConfigText, VERSION } = await import("@paddock/config");
    const { checkText, previewRequirements, SAMPLE_USERS } = await import("@paddock/config/requirements");
    const { pathResolver, readSource } = await import("./read-source.ts");
    const { valueText } = await import("../config/origin-text.ts");
    const { out, style, globals } = context;
    const problems = [];
    for (const name of positionals) {
      const file = resolve(globals.cwd, name);
      problems.push(...(await checkText(readConfigText(file), { kind: "requirements", file })));
    }
    const broken = problems.some((problem) => problem.severity === "error");
    const named = (values["config"] as readonly string[] | undefined) ?? [];
    const users: readonly SampleUser[] =
      named.length === 0
        ? SAMPLE_USERS
        : named.map((name) => ({
            name: `with ${basename(name)}`,
            file: resolve(globals.cwd, name),
            text: readConfigText(resolve(globals.cwd, name)),
          }));
    const options = {
      resolvePath: pathResolver(context),
      version: VERSION,
      workspace: globals.cwd,
      ...(globals.compat ? { compat: globals.compat } : {}),
    };
    const previews = broken
      ? []
      : await previewRequirements(
          positionals.map((name) => readSource(name, context)),
          users,
          options,
        );
    const refused = named.length > 0 && previews.some((preview) => preview.kind === "refused");
    const status = broken || refused ? exitCode.config : exitCode.ok;
    if (globals.json) {
      out(
        `${JSON.stringify({ v: 1, ok: status === exitCode.ok, problems, users: previews.map((preview) => (preview.kind === "refused" ? preview : { ...preview, values: undefined })) }, null, 2)}\n`,
      );
      return status;
    }
    for (const problem of problems)
      out(`${problem.file}:${problem.line}:${problem.column}: ${problem.severity}: ${problem.message}\n`);
    for (const preview of previews) {
      out(`${style("bold", `A user ${preview.user}`)}\n`);
      if (preview.kind === "refused") {
        out(`  ${style("red", "does not start")}: ${preview.error.message}\n`);
        continue;
      }
      if (preview.changes.length === 0) out("  keeps everything\n");
      for (const { key, before, after } of preview.changes)
        out(`  ${key}: ${before === undefined ? "" : `${valueText(before)} becomes `}${valueText(after)}\n`);
    }
    return status;
  },
};
