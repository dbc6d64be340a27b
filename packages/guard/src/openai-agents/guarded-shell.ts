import type { Guard } from "../guard-types.ts";
import { exitCode } from "../tools/exit-code.ts";
import type { ConversationOptions } from "./conversation.ts";

/** Commands that a model wants to run, as the SDK hands them over. */
export interface ShellAction {
  /** Command lines, run one after the other. */
  readonly commands: readonly string[];
  /** Time for each, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** Most characters of output that the model wants. */
  readonly maxOutputLength?: number | undefined;
}

/**
 * What became of one command. `stdout` and `stderr` are its output; where nothing ran, `stderr` is the reason. A refused
 * command has status 126. A type alias, because the SDK's own type is open and an interface would not fit it.
 */
export type ShellOutput = {
  stdout: string;
  stderr: string;
  outcome: { type: "exit"; exitCode: number | null } | { type: "timeout" };
};

/** A shell for the SDK's `shellTool`. */
export interface GuardedShell {
  /** Runs the commands, each through the guard; stops at the first that is refused. */
  run(action: ShellAction): Promise<{ output: ShellOutput[]; maxOutputLength?: number }>;
}

/** Makes a shell whose every command is decided, confined and recorded by a guard. */
export function guardedShell(
  guard: Guard,
  { cwd, transcript }: ConversationOptions & { readonly cwd?: string } = {},
): GuardedShell {
  return {
    async run({ commands, timeoutMs, maxOutputLength }) {
      const output: ShellOutput[] = [];
      for (const script of commands) {
        const run = guard.run(
          {
            kind: "command",
            script,
            ...(cwd === undefined ? {} : { cwd }),
            ...(timeoutMs === undefined ? {} : { timeoutMs }),
          },
          { transcript: transcript?.() ?? [] },
        );
        const text = { stdout: "", stderr: "" };
        for await (const event of run.events) if (event.kind === "output") text[event.stream] += event.text;
        const result = await run.result;
        const code = exitCode(result);
        const ran = result.status !== undefined;
        const limit = maxOutputLength ?? Number.POSITIVE_INFINITY;
        const late =
          result.status?.kind === "signal" && timeoutMs !== undefined && result.durationMs >= timeoutMs;
        output.push({
          stdout: text.stdout.slice(0, limit),
          stderr: (ran && result.refusal === undefined ? text.stderr : result.text).slice(0, limit),
          outcome: late ? { type: "timeout" } : { type: "exit", exitCode: code },
        });
        if (!ran) break;
      }
      return { output, ...(maxOutputLength === undefined ? {} : { maxOutputLength }) };
    },
  };
}

/** Says whether the guard would ask about the commands: for the SDK's `needsApproval`. The guard asks again itself. */
export function shellNeedsApproval(
  guard: Guard,
): (context: unknown, action: ShellAction, callId?: string) => Promise<boolean> {
  return async (_context, action) =>
    action.commands.some((script) => guard.evaluate({ kind: "command", script }).decision === "ask");
}
