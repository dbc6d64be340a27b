import { unary } from "./arithmetic.ts";
import type { Argument, Clause, Expression, FunctionShape, Statement, Target } from "./ast.ts";
import { attribute, noAttribute } from "./attributes.ts";
import { bindFunction } from "./bind.ts";
import { bindParameters } from "./bind-parameters.ts";
import { isCallable } from "./builtins.ts";
import { addNamed, addPositional, mismatch } from "./call-arguments.ts";
import { Failure, type Frame, StarlarkError } from "./error.ts";
import { iterate, unpack } from "./iterate.ts";
import type { Budget } from "./limits.ts";
import { binary } from "./operators.ts";
import { repr, str } from "./show.ts";
import { setSlot, slotFrame } from "./slots.ts";
import type { Position, Source } from "./source.ts";
import { assignIndex, index, indexPair, slice } from "./subscript.ts";
import { refuseType, requireType } from "./types.ts";
import { unsupported } from "./unsupported.ts";
import {
  type Call,
  codeOf,
  type FunctionCode,
  type Runtime,
  type Scope,
  StarlarkBytes,
  StarlarkDict,
  StarlarkEllipsis,
  StarlarkFunction,
  StarlarkList,
  StarlarkTuple,
  type TypeTest,
  truth,
  type Value,
} from "./value.ts";

/** How a block ended. */
export type Outcome =
  | { readonly kind: "next" | "break" | "continue" }
  | { readonly kind: "return"; readonly value: Value };

const ELLIPSIS = new StarlarkEllipsis();

/** Evaluates expressions and calls. Errors carry the innermost place and the call stack. */
export abstract class ExpressionEvaluator implements Runtime {
  /** Runs statements in a scope. */
  protected abstract block(statements: readonly Statement[], scope: Scope): Outcome;

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

  protected place(cause: unknown, at: number): unknown {
    if (cause instanceof Failure) return this.error(cause.code, cause.message, at, cause);
    return cause instanceof RangeError ? this.error("limit", "Too many recursion levels", at, cause) : cause;
  }

  protected error(code: StarlarkError["code"], message: string, at: number, cause?: unknown): StarlarkError {
    const names = ["<module>", ...this.stack.map(({ name }) => name)];
    const offsets = [...this.stack.map((frame) => frame.at), at];
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

  protected iterating<T>(over: Value, work: () => T): T {
    if (!(over instanceof StarlarkList) && !(over instanceof StarlarkDict)) return work();
    over.iterate(1);
    try {
      return work();
    } finally {
      over.iterate(-1);
    }
  }

  protected assign(target: Target, value: Value, scope: Scope): void {
    switch (target.kind) {
      case "name":
        setSlot(target.binding!, scope, value);
        return;
      case "targets": {
        const items = this.placed(target.start, () => unpack(value, target.items.length));
        for (const [at, item] of target.items.entries()) this.assign(item, items[at]!, scope);
        return;
      }
      case "dot": {
        const object = this.eval(target.object, scope);
        this.placed(target.start, () => unsupported(`.${target.attribute}=`, object));
        return;
      }
      case "index": {
        const object = this.eval(target.object, scope);
        const key = this.eval(target.index, scope);
        this.placed(target.start, () => assignIndex(object, key, value, this));
        return;
      }
    }
  }

  protected eval(value: Expression, scope: Scope): Value {
    this.pay(value.start);
    switch (value.kind) {
      case "name":
        return this.name(value, scope);
      case "int":
      case "float":
      case "string":
        return value.value;
      case "bytes":
        return new StarlarkBytes(value.value);
      case "ellipsis":
        return ELLIPSIS;
      case "fstring":
        return this.fstring(value, scope);
      case "tuple":
        return new StarlarkTuple(this.items(value.items, scope));
      case "list":
        return new StarlarkList(this.items(value.items, scope));
      case "dict":
        return this.dict(value, scope);
      case "list-comprehension": {
        const items: Value[] = [];
        this.clauses(value.clauses, 0, scope, () => {
          this.placed(value.start, () => this.budget.allocate(1));
          items.push(this.eval(value.item, scope));
        });
        return new StarlarkList(items);
      }
      case "dict-comprehension": {
        const made = new StarlarkDict();
        this.clauses(value.clauses, 0, scope, () => {
          const key = this.eval(value.key, scope);
          const item = this.eval(value.value, scope);
          this.placed(value.key.start, () => {
            this.budget.allocate(1);
            made.set(key, item);
          });
        });
        return made;
      }
      case "not":
        return !truth(this.eval(value.operand, scope));
      case "minus":
      case "plus":
      case "invert": {
        const operand = this.eval(value.operand, scope);
        const operator = value.kind === "minus" ? "-" : value.kind === "plus" ? "+" : "~";
        return this.placed(value.start, () => unary(operator, operand));
      }
      case "and": {
        const left = this.eval(value.left, scope);
        return truth(left) ? this.eval(value.right, scope) : left;
      }
      case "or": {
        const left = this.eval(value.left, scope);
        return truth(left) ? left : this.eval(value.right, scope);
      }
      case "binary": {
        const left = this.eval(value.left, scope);
        const right = this.eval(value.right, scope);
        return this.placed(value.start, () => binary(value.operator, left, right, this));
      }
      case "conditional":
        return this.eval(truth(this.eval(value.test, scope)) ? value.then : value.otherwise, scope);
      case "call":
        return this.call(value, scope);
      case "dot": {
        const object = this.eval(value.object, scope);
        return (
          attribute(object, value.attribute) ??
          this.placed(value.start, () => noAttribute(object, value.attribute))
        );
      }
      case "index": {
        const object = this.eval(value.object, scope);
        const key = this.eval(value.index, scope);
        return this.placed(value.start, () => index(object, key));
      }
      case "index-pair": {
        const object = this.eval(value.object, scope);
        const keys = [this.eval(value.first, scope), this.eval(value.second, scope)];
        return this.placed(value.start, () => indexPair(object, keys));
      }
      case "slice": {
        const object = this.eval(value.object, scope);
        const [from, to, step] = [value.from, value.to, value.step].map(
          (part) => part && this.eval(part, scope),
        );
        return this.placed(value.start, () => slice(object, from, to, step, this));
      }
      case "lambda":
        return this.function("lambda", value, value.body, scope, undefined);
    }
  }

  protected name(name: Expression & { kind: "name" }, scope: Scope): Value {
    const binding = name.binding!;
    if (binding.kind === "universal") return this.universe.get(binding.name)!;
    const value = slotFrame(binding, scope).slots[binding.index];
    if (value === undefined) {
      throw this.error("runtime", `Local variable \`${name.name}\` referenced before assignment`, name.start);
    }
    return value;
  }

  protected items(items: readonly Expression[], scope: Scope): Value[] {
    this.budgeted(items.length, items[0]?.start ?? this.offset);
    const values: Value[] = [];
    for (const item of items) values.push(this.eval(item, scope));
    return values;
  }

  protected budgeted(cells: number, at: number): void {
    this.placed(at, () => this.budget.allocate(cells));
  }

  protected fstring(value: Expression & { kind: "fstring" }, scope: Scope): string {
    let out = "";
    for (const part of value.parts) {
      if (typeof part === "string") out += part;
      else {
        const item = this.eval(part.value, scope);
        out += part.repr ? repr(item) : str(item);
      }
      this.budgeted(out.length, value.start);
    }
    return out;
  }

  protected dict(value: Expression & { kind: "dict" }, scope: Scope): Value {
    const made = new StarlarkDict();
    for (const [keyExpression, itemExpression] of value.entries) {
      const key = this.eval(keyExpression, scope);
      const item = this.eval(itemExpression, scope);
      this.placed(keyExpression.start, () => {
        if (made.get(key) !== undefined)
          throw new Failure("runtime", `Dictionary key repeated for \`${repr(key)}\``);
        this.budget.allocate(1);
        made.set(key, item);
      });
    }
    return made;
  }

  protected clauses(clauses: readonly Clause[], at: number, scope: Scope, body: () => void): void {
    const clause = clauses[at];
    if (clause === undefined) {
      body();
      return;
    }
    if (clause.kind === "if") {
      if (truth(this.eval(clause.test, scope))) this.clauses(clauses, at + 1, scope, body);
      return;
    }
    const over = this.eval(clause.over, scope);
    const items = this.placed(clause.over.start, () => iterate(over));
    this.iterating(over, () => {
      for (let item = 0; item < items.length; item += 1) {
        this.assign(clause.target, items[item]!, scope);
        this.clauses(clauses, at + 1, scope, body);
      }
    });
  }

  protected function(
    name: string,
    shape: FunctionShape,
    body: readonly Statement[] | Expression,
    scope: Scope,
    returns: Expression | undefined,
  ): StarlarkFunction {
    const parameters = bindParameters(shape.parameters, {
      fallback: (expression) => this.eval(expression, scope),
      type: (expression) => this.type(expression, scope),
      refuse: (message, at) => {
        throw this.error("type", message, at);
      },
    });
    const returnType = returns === undefined ? undefined : this.type(returns, scope);
    const code: FunctionCode = { parameters, shape, body, scope, returns: returnType };
    return new StarlarkFunction(name, this.source.path, code);
  }

  protected type(expression: Expression, scope: Scope): TypeTest {
    const value = this.eval(expression, scope);
    return this.placed(expression.start, () => {
      if (value instanceof StarlarkEllipsis) return refuseType(value);
      return requireType(value);
    });
  }

  protected call(call: Expression & { kind: "call" }, scope: Scope): Value {
    const callee = this.eval(call.callee, scope);
    const args: Value[] = [];
    const named = new Map<string, Value>();
    for (const argument of call.args) this.argument(argument, args, named, scope, call.start);
    return this.apply(callee, { args, named }, call.start);
  }

  protected argument(
    argument: Argument,
    args: Value[],
    named: Map<string, Value>,
    scope: Scope,
    start: number,
  ): void {
    const value = this.eval(argument.value, scope);
    if (argument.kind === "positional") args.push(value);
    else if (argument.kind === "named") named.set(argument.name!, value);
    else if (argument.kind === "args") this.placed(start, () => addPositional(value, args));
    else this.placed(start, () => addNamed(value, named));
  }

  protected apply(callee: Value, call: Call, at: number): Value {
    if (!isCallable(callee)) return this.placed(at, () => unsupported("call()", callee));
    const before = this.offset;
    this.offset = at;
    try {
      if (callee instanceof StarlarkFunction) return this.enter(callee, call, at);
      return callee.run(call, this);
    } catch (cause) {
      throw this.place(cause, at);
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
