import type { Command, CommandContext, GlobalOptions } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { globalOptions } from "./global-options.ts";
import { commandHelp, programHelp } from "./help.ts";
import { type SplitArguments, splitArguments } from "./split-arguments.ts";
import { statusOf } from "./status-of.ts";
import { suggest } from "./suggest.ts";
import type { CommandEntry } from "./table.ts";
import { isUsageError, UsageError } from "./usage-error.ts";

/** What one invocation needs beside its arguments. */
export interface Invocation extends Omit<CommandContext, "args" | "globals"> {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly version: string;
  readonly table: readonly CommandEntry[];
  /** The command that runs when none is named. */
  readonly fallback: () => Promise<Command>;
}

/** A word that was surely meant as a command: one word, near a known name. */
function misspelt(word: string | undefined, table: readonly CommandEntry[]): string | undefined {
  if (word === undefined || !/^[a-z-]+$/.test(word)) return undefined;
  return suggest(
    word,
    table.map(({ name }) => name),
  );
}

async function help(invocation: Invocation, words: readonly string[]): Promise<string> {
  const [first, ...rest] = words;
  if (first === undefined) return programHelp(invocation.table);
  const entry = invocation.table.find(({ name }) => name === first);
  if (entry === undefined) {
    const near = misspelt(first, invocation.table);
    throw new UsageError(
      `there is no command "${first}"${near ? `; did you mean \`paddock help ${near}\`?` : ""}`,
    );
  }
  const path = [await entry.load()];
  for (const word of rest) {
    const nested = path.at(-1)!.commands?.find(({ name }) => name === word);
    if (nested === undefined) throw new UsageError(`\`paddock ${first}\` has no command "${word}"`);
    path.push(nested);
  }
  return commandHelp(path);
}

async function run(invocation: Invocation): Promise<number> {
  const named = splitArguments(invocation.argv, () => undefined).args[0];
  const entry = invocation.table.find(({ name }) => name === named);
  const loaded = await entry?.load();
  const split: SplitArguments = splitArguments(invocation.argv, (name) =>
    name === entry?.name ? loaded : undefined,
  );
  const { path, args, globals: values } = split;
  if (values["version"] !== undefined) {
    invocation.out(`paddock ${invocation.version}\n`);
    return exitCode.ok;
  }
  if (values["help"] !== undefined) {
    invocation.out(path.length > 0 ? commandHelp(path) : programHelp(invocation.table));
    return exitCode.ok;
  }
  const globals: GlobalOptions = globalOptions(values, invocation);
  if (path.length === 0 && args[0] === "help") {
    invocation.out(await help(invocation, args.slice(1)));
    return exitCode.ok;
  }
  if (path.length === 0 && args.length === 1) {
    const near = misspelt(args[0], invocation.table);
    if (near !== undefined)
      throw new UsageError(`there is no command "${args[0]}"; did you mean \`paddock ${near}\`?`);
  }
  const command = path.at(-1) ?? (await invocation.fallback());
  if (command.commands !== undefined && args[0] !== undefined && !args[0].startsWith("-")) {
    const near = suggest(
      args[0],
      command.commands.map(({ name }) => name),
    );
    if (near !== undefined)
      throw new UsageError(
        `\`paddock ${command.name}\` has no command "${args[0]}"; did you mean "${near}"?`,
      );
  }
  return await command.run(contextOf(invocation, args, globals));
}

/** Signals and the terminal are set up when a command asks for them, and not by being copied. */
function contextOf(invocation: Invocation, args: readonly string[], globals: GlobalOptions): CommandContext {
  return Object.defineProperties({} as CommandContext, {
    ...Object.getOwnPropertyDescriptors(invocation),
    args: { value: args, enumerable: true },
    globals: { value: globals, enumerable: true },
  });
}

/**
 * Finds the command, runs it, and turns what goes wrong into one clear line and an exit status. A stack trace is
 * printed only with PADDOCK_DEBUG set.
 */
export async function dispatch(invocation: Invocation): Promise<number> {
  try {
    return await run(invocation);
  } catch (error) {
    if (invocation.signal.aborted) return exitCode.interrupted;
    const text = error instanceof Error ? error.message : String(error);
    invocation.err(`paddock: ${text}\n`);
    if (isUsageError(error)) invocation.err("Run `paddock --help` for the commands and options.\n");
    if (invocation.env["PADDOCK_DEBUG"] && error instanceof Error) invocation.err(`${error.stack}\n`);
    return statusOf(error);
  }
}
