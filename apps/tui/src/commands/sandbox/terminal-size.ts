import type { CommandContext } from "../../cli/command.ts";

/** Size in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The size of the terminal under this process, where a person sits at it: then a command gets a terminal of its own, and an
 * editor or a shell works. Undefined when any of the three streams leads elsewhere, which would be merged into one.
 */
export function terminalSize({ terminal }: CommandContext): TerminalSize | undefined {
  if (!terminal?.stdin.isTTY || !terminal.stdout.isTTY || !process.stderr.isTTY) return undefined;
  const { columns, rows } = terminal.stdout;
  return { columns: columns || 80, rows: rows || 24 };
}
