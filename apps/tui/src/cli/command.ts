import type { ParseArgsConfig } from "node:util";

/** Options that every command understands; parsed once, before the command. */
export interface GlobalOptions {
  /** `-c key=value`, in order. */
  readonly set: readonly string[];
  /** `-p NAME`: configuration profile. */
  readonly profile?: string;
  readonly compat?: "codex";
  /** `-C DIR`, absolute; default: the directory the user stood in. */
  readonly cwd: string;
  readonly strictConfig: boolean;
  readonly json: boolean;
  /** `--linear`: plain lines, no cursor movement. */
  readonly linear?: boolean;
}

/** The terminal under a command, for the few that talk with a person. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** SGR colour level: 0 none, 1 sixteen colours, 2 and 3 more. */
  readonly colorLevel: 0 | 1 | 2 | 3;
  /** Takes ctrl+c over from the program, whose answer is to end; returns how to give it back. */
  readonly onInterrupt: (handler: () => void) => () => void;
}

/** How a process becomes another program. */
export interface Become {
  /** The program's own entry file, for whoever has to start it again. */
  readonly program: string;
  /** Never returns: execve(2), or the end of the process. */
  readonly replace: (file: string, args: readonly string[], env: Readonly<Record<string, string>>) => void;
}

/** Everything a command may touch. Writing to a closed pipe ends the program quietly; commands need not care. */
export interface CommandContext {
  /** Arguments after the command's name, global options removed up to `--`. */
  readonly args: readonly string[];
  readonly globals: GlobalOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Wraps text in an SGR style when colours are on; returns it unchanged otherwise. */
  readonly style: (name: "bold" | "dim" | "red" | "green" | "yellow" | "cyan", text: string) => string;
  readonly signal: AbortSignal;
  /** Absent in tests, and where a process cannot become another program (Windows, an older Node). */
  readonly become?: Become;
  /** Absent in tests and wherever there are no real streams. */
  readonly terminal?: Terminal;
}

/** One flag, as data: parsing, help and completion come from it. */
export type Flag = NonNullable<ParseArgsConfig["options"]>[string] & {
  readonly help: string;
  /** Placeholder in help, e.g. `FILE`. */
  readonly value?: string;
};

/** One command, as data. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Usage lines without the program name. */
  readonly usage: readonly string[];
  readonly flags: Readonly<Record<string, Flag>>;
  /** Nested commands; when present, `run` is called only if none is named. */
  readonly commands?: readonly Command[];
  /** True when everything from the first plain argument on belongs to another program and is passed on untouched. */
  readonly trailing?: boolean;
  /** Returns the exit code (DESIGN: 0 ok, 1 failed, 2 usage, 3 config, 4 needed approval, 5 sandbox unavailable). */
  run(context: CommandContext): Promise<number>;
}
