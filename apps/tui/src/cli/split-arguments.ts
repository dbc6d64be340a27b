import type { Command, Flag } from "./command.ts";
import { globalFlags } from "./global-flags.ts";
import { UsageError } from "./usage-error.ts";

/** Global options as written, before they are interpreted. */
export type GlobalValues = Readonly<Record<string, readonly string[]>>;

interface Token {
  readonly name: string;
  readonly flag: Flag;
  readonly inline: string | undefined;
}

/** Reads `argument` as one flag of `flags`; undefined when it is none of them. */
function asFlag(argument: string, flags: Readonly<Record<string, Flag>>): Token | undefined {
  if (argument.startsWith("--")) {
    const equals = argument.indexOf("=");
    const name = argument.slice(2, equals === -1 ? undefined : equals);
    const flag = flags[name];
    const inline = equals === -1 ? undefined : argument.slice(equals + 1);
    return flag === undefined ? undefined : { name, flag, inline };
  }
  if (!argument.startsWith("-") || argument.length < 2) return undefined;
  const found = Object.entries(flags).find(([, flag]) => flag.short === argument[1]);
  if (found === undefined) return undefined;
  const [name, flag] = found;
  if (argument.length > 2 && flag.type === "boolean") return undefined;
  return { name, flag, inline: argument.length > 2 ? argument.slice(2) : undefined };
}

/** The command line, taken apart: which command, its own arguments, and the global options found on the way. */
export interface SplitArguments {
  readonly path: readonly Command[];
  readonly args: readonly string[];
  readonly globals: GlobalValues;
}

/**
 * Finds the global options anywhere before `--` and leaves the rest, in order, to the command. A command's own flag of
 * the same spelling wins, and the value of a command's own flag is never taken for an option.
 *
 * @throws {UsageError} when a global option lacks its value.
 */
export function splitArguments(
  argv: readonly string[],
  commands: (name: string) => Command | undefined,
): SplitArguments {
  const path: Command[] = [];
  const args: string[] = [];
  const globals: Record<string, string[]> = {};
  let seeking = true;
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index]!;
    const current = path.at(-1);
    if (argument === "--") {
      args.push(...argv.slice(index));
      break;
    }
    const own = current === undefined ? undefined : asFlag(argument, current.flags);
    if (own !== undefined) {
      args.push(argument);
      if (own.flag.type === "string" && own.inline === undefined && index + 1 < argv.length) {
        index += 1;
        args.push(argv[index]!);
      }
      continue;
    }
    const shared = asFlag(argument, globalFlags);
    if (shared !== undefined) {
      globals[shared.name] ??= [];
      if (shared.flag.type === "boolean") {
        if (shared.inline !== undefined) throw new UsageError(`--${shared.name} takes no value`);
        globals[shared.name]!.push("true");
        continue;
      }
      if (shared.inline === undefined) index += 1;
      const value = shared.inline ?? argv[index];
      if (value === undefined)
        throw new UsageError(`${argument} needs a value: ${argument} ${shared.flag.value}`);
      globals[shared.name]!.push(value);
      continue;
    }
    if (argument.startsWith("-") && argument !== "-") {
      args.push(argument);
      continue;
    }
    const nested = seeking
      ? current === undefined
        ? commands(argument)
        : current.commands?.find((command) => command.name === argument)
      : undefined;
    if (nested !== undefined && args.length === 0) {
      path.push(nested);
      continue;
    }
    seeking = false;
    if (current?.trailing) {
      args.push(...argv.slice(index));
      break;
    }
    args.push(argument);
  }
  return { path, args, globals };
}
