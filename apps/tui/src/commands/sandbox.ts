import { SandboxError } from "@paddock/sandbox";
import type { Command } from "../cli/command.ts";
import { readArguments } from "../cli/read-arguments.ts";
import { splitProgram } from "../cli/split-program.ts";
import { UsageError } from "../cli/usage-error.ts";
import { MODES } from "./sandbox/choice.ts";
import { confine } from "./sandbox/confine.ts";

export { afterwardsCommand } from "./sandbox/afterwards.ts";

/** Nothing was run: the boundary could not be drawn (reference: env(1) and the helper use the same statuses). */
const SETUP_FAILED = 125;

/** `paddock sandbox`: one command inside the boundary, without rules, questions or trail. */
export const sandboxCommand: Command = {
  name: "sandbox",
  summary: "Run one command inside the sandbox and pass on its status",
  usage: [
    "sandbox [--mode MODE] [-c KEY=VALUE]... [--report FILE] -- CMD...",
    "sandbox -P NAME [--report FILE] -- CMD...",
  ],
  flags: {
    mode: { type: "string", value: "MODE", help: "read-only, workspace-write or danger-full-access" },
    permissions: {
      type: "string",
      short: "P",
      value: "NAME",
      help: "use a permission profile: one of [permissions.NAME], :read-only or :workspace",
    },
    report: { type: "string", value: "FILE", help: "write what was enforced and what was refused, as JSON" },
  },
  trailing: true,
  async run(context) {
    const { flags, argv } = splitProgram(context.args, sandboxCommand.flags);
    const { values } = readArguments(sandboxCommand, flags);
    if (argv.length === 0) throw new UsageError("sandbox needs a command: paddock sandbox -- ls");
    const mode = MODES.find((word) => word === values["mode"]);
    if (mode === undefined && values["mode"] !== undefined) {
      throw new UsageError(`--mode is ${MODES.join(", ")}, and this is "${values["mode"]}"`);
    }
    const permissions = values["permissions"] as string | undefined;
    if (mode !== undefined && permissions !== undefined) {
      throw new UsageError("--mode and --permissions say the same thing twice; give one of them");
    }
    try {
      return await confine(context, argv, {
        ...(mode === undefined ? {} : { mode }),
        ...(permissions === undefined ? {} : { permissions }),
        ...(values["report"] === undefined ? {} : { reportFile: values["report"] as string }),
      });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      context.err(`paddock: ${error.message}\n`);
      const fix = fixOf(error);
      if (fix !== undefined) context.err(`  to fix it: ${fix}\n`);
      return SETUP_FAILED;
    }
  },
};

/** Errors of the sandbox packages carry a stable code; the backend has a class of its own. */
function isRefusal(error: unknown): error is Error {
  return error instanceof SandboxError || (error instanceof Error && /^Sandbox\w*Error$/.test(error.name));
}

function fixOf(error: Error): string | undefined {
  const { fix, refusal } = error as { readonly fix?: string; readonly refusal?: { readonly fix: string } };
  return fix ?? refusal?.fix;
}
