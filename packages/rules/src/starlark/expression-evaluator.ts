import { unary } from "./arithmetic.ts";
import type { Clause, Expression, FunctionShape, Statement, Target } from "./ast.ts";
import { attribute, noAttribute } from "./attributes.ts";
import { bindParameters } from "./bind-parameters.ts";
import { CallEvaluator } from "./call-evaluator.ts";
import { Failure } from "./error.ts";
import { iterate, unpack } from "./iterate.ts";
import { binary } from "./operators.ts";
import { repr, str } from "./show.ts";
import { setSlot, slotFrame } from "./slots.ts";
import { assignIndex, index, indexPair, slice } from "./subscript.ts";
import { refuseType, requireType } from "./types.ts";
import { unsupported } from "./unsupported.ts";
import {
  type FunctionCode,
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

const ELLIPSIS = new StarlarkEllipsis();

/** Evaluates expressions. */
export abstract class ExpressionEvaluator extends CallEvaluator {
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

  protected override eval(value: Expression, scope: Scope): Value {
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
    if (at === 0 && this.isKnownEmpty(clause.over, over)) return;
    const items = this.placed(clause.over.start, () => iterate(over));
    this.iterating(over, () => {
      for (let item = 0; item < items.length; item += 1) {
        this.assign(clause.target, items[item]!, scope);
        this.clauses(clauses, at + 1, scope, body);
      }
    });
  }

  /** The reference leaves out a loop over an empty string that it knows beforehand, though strings cannot be iterated. */
  protected isKnownEmpty(over: Expression, value: Value): boolean {
    if (value !== "") return false;
    if (over.kind === "name") return this.stack.length === 0;
    return over.kind === "string" || over.kind === "fstring" || over.kind === "binary";
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
}
