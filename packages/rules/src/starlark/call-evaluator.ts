import type { Expression, Statement } from "./ast.ts";
import { bindFunction } from "./bind.ts";
import { isCallable } from "./builtins.ts";
import { addNamed, addPositional, mismatch } from "./call-arguments.ts";
import { Failure, type Frame, StarlarkError } from "./error.ts";
import { iterate } from "./iterate.ts";
import type { Budget } from "./limits.ts";
import type { Position, Source } from "./source.ts";
import { unsupported } from "./unsupported.ts";
import {
  type Call,
  codeOf,
  type Runtime,
  type Scope,
  StarlarkBuiltin,
  StarlarkFunction,
  type TypeTest,
  type Value,
} from "./value.ts";

/** How a block ended. */
export type Outcome =
  | { readonly kind: "next" | "break" | "continue" }
  | { readonly kind: "return"; readonly value: Value };

/** Runs calls and keeps their stack. Errors carry the innermost place and the stack. */
export abstract class CallEvaluator implements Runtime {
  /** Runs statements in a scope. */
  protected abstract block(statements: readonly Statement[], scope: Scope): Outcome;

  /** Evaluates an expression in a scope. */
  protected abstract eval(value: Expression, scope: Scope): Value;

  protected readonly source: Source;
  protected readonly universe: ReadonlyMap<string, Value>;
  protected readonly budget: Budget;
  protected readonly stack: { readonly name: string; at: number }[] = [];
  protected offset = 0;

  constructor(source: Source, universe: ReadonlyMap<string, Value>, budget: Budget) {
    this.source = source;
    this.universe = universe;
    this.budget = budget;
  }

  step(count = 1): void {
    this.budget.step(count);
  }

  allocate(cells: number): void {
    this.budget.allocate(cells);
  }

  position(): Position {
    return this.source.locate(this.offset);
  }

  invoke(callee: Value, args: readonly Value[]): Value {
    return this.apply(callee, { args, named: new Map() }, this.offset);
  }

  /** Runs `work`; a failure in it is reported at `at`, unless it has a place already. */
  protected placed<T>(at: number, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw this.place(cause, at);
    }
  }

  /** Gives a failure its place; `callee` is the function that fails before anything in it runs. */
  protected place(cause: unknown, at: number, callee?: string): unknown {
    if (cause instanceof Failure) return this.error(cause.code, cause.message, at, cause, callee);
    return cause instanceof RangeError ? this.error("limit", "Too many recursion levels", at, cause) : cause;
  }

  protected error(
    code: StarlarkError["code"],
    message: string,
    at: number,
    cause?: unknown,
    callee?: string,
  ): StarlarkError {
    const inner = callee === undefined ? [] : [callee];
    const names = ["<module>", ...this.stack.map(({ name }) => name), ...inner];
    const offsets = [...this.stack.map((frame) => frame.at), at, at];
    const frames: Frame[] = names.map((name, depth) => ({ name, at: this.source.locate(offsets[depth]!) }));
    return new StarlarkError(code, message, this.source.locate(at), frames, cause);
  }

  protected pay(at: number): void {
    try {
      this.budget.step();
    } catch (cause) {
      throw this.place(cause, at);
    }
  }

  protected returns: TypeTest | undefined;

  protected call(call: Expression & { kind: "call" }, scope: Scope): Value {
    const callee = this.eval(call.callee, scope);
    const args: Value[] = [];
    const named = new Map<string, Value>();
    // Builtins without names read `**` before `*`, and have a message of their own for the latter.
    const nameless = callee instanceof StarlarkBuiltin && callee.nameless;
    const late: Value[] = [];
    if (!isCallable(callee)) {
      for (const argument of call.args) this.eval(argument.value, scope);
      return this.apply(callee, { args, named }, call.start);
    }
    for (const argument of call.args) {
      const value = this.eval(argument.value, scope);
      if (argument.kind === "positional") args.push(value);
      else if (argument.kind === "named") named.set(argument.name!, value);
      else if (argument.kind === "kwargs") this.#bound(callee, call.start, () => addNamed(value, named));
      else if (nameless) late.push(value);
      else this.#bound(callee, call.start, () => addPositional(value, args));
    }
    for (const value of late) this.#bound(callee, call.start, () => args.push(...iterate(value)));
    return this.apply(callee, { args, named }, call.start);
  }

  /** Binds arguments; a failure in it counts as one inside the callee. */
  #bound(callee: Value, at: number, work: () => void): void {
    try {
      work();
    } catch (cause) {
      throw this.place(cause, at, nameOf(callee));
    }
  }

  protected apply(callee: Value, call: Call, at: number): Value {
    const before = this.offset;
    this.offset = at;
    try {
      if (!isCallable(callee)) return unsupported("call()", callee);
      if (callee instanceof StarlarkFunction) return this.enter(callee, call, at);
      return callee.run(call, this);
    } catch (cause) {
      // `len` of one value is an operation of its own and no call.
      const plain = callee instanceof StarlarkBuiltin && callee.name === "len" && call.args.length === 1;
      throw this.place(cause, at, plain ? undefined : nameOf(callee));
    } finally {
      this.offset = before;
    }
  }

  protected enter(callee: StarlarkFunction, call: Call, at: number): Value {
    const code = codeOf(callee);
    const slots = new Array<Value | undefined>(code.shape.slots!).fill(undefined);
    bindFunction(callee, call, slots);
    if (this.stack.length >= this.budget.limits.calls)
      throw new Failure("limit", "Starlark call stack overflow");
    this.stack.push({ name: callee.name, at });
    const returns = this.returns;
    this.returns = code.returns;
    try {
      const scope: Scope = { slots, parent: code.scope };
      if (!Array.isArray(code.body)) return this.eval(code.body as Expression, scope);
      const outcome = this.block(code.body as readonly Statement[], scope);
      if (outcome.kind === "return") return outcome.value;
      if (code.returns !== undefined && !code.returns.test(null)) {
        throw new Failure("type", mismatch(null, code.returns, "return type"));
      }
      return null;
    } catch (cause) {
      throw this.place(cause, at);
    } finally {
      this.returns = returns;
      this.stack.pop();
    }
  }
}

function nameOf(callee: Value): string {
  return isCallable(callee) ? callee.name : "call()";
}
