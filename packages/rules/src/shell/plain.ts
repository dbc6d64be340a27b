import { baseName } from "../rule/path.ts";
import type { Command } from "../verdict.ts";
import { readStrictly, type StrictCommand, type StrictReading } from "./strict.ts";

const SHELL_PATHS: ReadonlySet<string> = new Set(
  ["bash", "sh", "zsh", "dash"].flatMap((name) => [name, `/bin/${name}`, `/usr/bin/${name}`]),
);
const MAXIMUM_DEPTH = 4;

/** The strict reading of a command: the commands that run, and those that stand in the text itself. */
export type PlainReading =
  | {
      readonly kind: "plain";
      readonly commands: readonly StrictCommand[];
      readonly top: readonly StrictCommand[];
    }
  | Extract<StrictReading, { kind: "refused" }>;

/** Reads a command strictly, shells with nothing but `-c SCRIPT` opened. */
export function readAsPlain(command: Command): PlainReading {
  const reading: StrictReading =
    command.kind === "argv"
      ? { kind: "plain", commands: [argvCommand(command.argv)] }
      : readStrictly(command.text, command.shell === undefined ? {} : { shell: baseName(command.shell) });
  if (reading.kind === "refused") return reading;
  const opened = openShells(reading.commands, 0);
  return opened.kind === "refused"
    ? opened
    : { ...opened, top: reading.commands.filter(({ again }) => again !== true) };
}

function argvCommand(argv: readonly string[]): StrictCommand {
  const span = { start: 0, end: 0 };
  return {
    words: argv.map((text) => ({ text, span, kind: "literal", quoted: true, anchored: true })),
    span,
    redirects: [],
  };
}

function openShells(commands: readonly StrictCommand[], depth: number): StrictReading {
  const opened: StrictCommand[] = [];
  for (const command of commands) {
    const [program, flag, script, ...rest] = command.words;
    const shell =
      rest.length === 0 &&
      script?.kind === "literal" &&
      command.redirects.length === 0 &&
      (flag?.text === "-c" || flag?.text === "-lc") &&
      SHELL_PATHS.has(program!.text);
    if (!shell || depth >= MAXIMUM_DEPTH) {
      opened.push(command);
      continue;
    }
    const inner = readStrictly(script.text, { shell: baseName(program!.text) });
    if (inner.kind === "refused") return inner;
    const deeper = openShells(
      inner.commands.map((each) => ({
        ...each,
        span: command.span,
        shells: [...(command.shells ?? []), program!.text],
      })),
      depth + 1,
    );
    if (deeper.kind === "refused") return deeper;
    opened.push(...deeper.commands);
  }
  return { kind: "plain", commands: opened };
}
