import { universe } from "./builtins.ts";
import { StarlarkError } from "./error.ts";
import { Evaluator } from "./evaluator.ts";
import { Budget, DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { parse } from "./parser.ts";
import { Resolver } from "./resolve.ts";
import { Source } from "./source.ts";
import type { StarlarkBuiltin, Value } from "./value.ts";

/** Options of {@link evaluate}. */
export interface EvaluateOptions {
  /** Functions of the host, added to the universal names. */
  readonly builtins?: readonly StarlarkBuiltin[];
  /** Bounds; each absent one has its default. */
  readonly limits?: Partial<Limits>;
}

/**
 * Runs one Starlark file. The program can reach the given builtins and nothing else: no files, no clock, no
 * randomness, so the same text always does the same.
 *
 * @throws StarlarkError at the first mistake, or where a limit is passed.
 *
 * @example
 * ```ts
 * import { evaluate, StarlarkBuiltin } from "@paddock/rules/starlark";
 *
 * const seen: string[] = [];
 * const note = new StarlarkBuiltin("note", ({ args }) => {
 *   seen.push(String(args[0]));
 *   return null;
 * });
 * evaluate("demo.star", '[note(word) for word in ["a", "b"]]', { builtins: [note] });
 * console.log(seen.join()); // a,b
 * ```
 */
export function evaluate(path: string, text: string, options: EvaluateOptions = {}): void {
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const source = new Source(path, text);
  if (text.length > limits.size) {
    throw new StarlarkError("limit", `Size limit of ${limits.size} characters exceeded`, source.locate(0));
  }
  const names = new Map<string, Value>(universe());
  for (const builtin of options.builtins ?? []) names.set(builtin.name, builtin);
  try {
    const statements = parse(source, limits.nesting);
    const slots = new Resolver(source, [...names.keys()]).module(statements);
    new Evaluator(source, names, new Budget(limits)).run(statements, slots);
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new StarlarkError("limit", "Nesting limit exceeded", source.locate(0), [], cause);
    }
    throw cause;
  }
}
