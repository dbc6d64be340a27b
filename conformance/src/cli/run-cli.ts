import { dispatch, type Invocation } from "../../../apps/tui/src/cli/dispatch.ts";
import { commandTable } from "../../../apps/tui/src/cli/table.ts";

/** What a command line printed and how it ended. */
export interface CliResult {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one `paddock` command line inside this process: the same dispatch, table and commands as the program. */
export async function runCli(
  argv: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<CliResult> {
  let out = "";
  let err = "";
  const invocation: Invocation = {
    argv,
    cwd: options.cwd,
    env: options.env,
    version: "0",
    table: commandTable,
    fallback: () => Promise.reject(new Error("this command line names no command")),
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    style: (_, text) => text,
    signal: new AbortController().signal,
  };
  const status = await dispatch(invocation);
  return { status, out, err };
}

/** Whether the program knows a command of this name. */
export function hasCommand(name: string): boolean {
  return commandTable.some((entry) => entry.name === name);
}
