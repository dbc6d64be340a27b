import { fstatSync } from "node:fs";
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
export function terminalSize(context: CommandContext): TerminalSize | undefined {
  if (![0, 1, 2].every(isDevice)) return undefined;
  const { terminal } = context;
  if (!terminal?.stdin.isTTY || !terminal.stdout.isTTY || !process.stderr.isTTY) return undefined;
  const { columns, rows } = terminal.stdout;
  return { columns: columns || 80, rows: rows || 24 };
}

/** Asking a stream whether it is a terminal opens it, a third of a start; a pipe, a file or /dev/null is none. */
function isDevice(descriptor: number): boolean {
  const memory = 1; // /dev/null and its kin (Linux: admin-guide/devices)
  try {
    const look = fstatSync(descriptor);
    return look.isCharacterDevice() && look.rdev >> 8 !== memory;
  } catch {
    return false;
  }
}
