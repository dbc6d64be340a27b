import type { Expression, Statement } from "./ast.ts";
import { mismatch } from "./call-arguments.ts";
import type { Outcome } from "./call-evaluator.ts";
import { ExpressionEvaluator } from "./expression-evaluator.ts";
import { iterate } from "./iterate.ts";
import { augment } from "./operators.ts";
import { assignIndex, index } from "./subscript.ts";
import { type Scope, truth, type Value } from "./value.ts";

const NEXT: Outcome = { kind: "next" };

/** Walks the tree of one module. */
export class Evaluator extends ExpressionEvaluator {
  /** Runs the module. */
  run(statements: readonly Statement[], slots: number): void {
    const scope: Scope = { slots: new Array<Value | undefined>(slots).fill(undefined), parent: undefined };
    this.block(statements, scope);
  }

  protected override block(statements: readonly Statement[], scope: Scope): Outcome {
    for (const statement of statements) {
      const outcome = this.#statement(statement, scope);
      if (outcome !== NEXT) return outcome;
    }
    return NEXT;
  }

  #statement(statement: Statement, scope: Scope): Outcome {
    this.pay(statement.start);
    switch (statement.kind) {
      case "expression":
        this.eval(statement.value, scope);
        return NEXT;
      case "assign": {
        const value = this.eval(statement.value, scope);
        if (statement.type !== undefined) this.#checkAssigned(statement.type, value, scope);
        this.assign(statement.target, value, scope);
        return NEXT;
      }
      case "augment":
        this.#augment(statement, scope);
        return NEXT;
      case "return":
        return { kind: "return", value: this.#return(statement, scope) };
      case "if":
        return this.block(
          truth(this.eval(statement.test, scope)) ? statement.then : statement.otherwise,
          scope,
        );
      case "for":
        return this.#for(statement, scope);
      case "def":
        this.assign(
          statement.name,
          this.function(statement.name.name, statement, statement.body, scope, statement.returns),
          scope,
        );
        return NEXT;
      case "load":
        throw this.error(
          "load",
          `No imports are available, you tried \`${statement.module}\` (no call to \`Evaluator.set_loader\`)`,
          statement.start,
        );
      case "pass":
        return NEXT;
      default:
        return { kind: statement.kind };
    }
  }

  #checkAssigned(type: Expression, value: Value, scope: Scope): void {
    const test = this.type(type, scope);
    if (!test.test(value)) throw this.error("type", mismatch(value, test, "return type"), type.start);
  }

  #return(statement: Statement & { kind: "return" }, scope: Scope): Value {
    const value = statement.value === undefined ? null : this.eval(statement.value, scope);
    if (this.returns !== undefined && !this.returns.test(value)) {
      throw this.error("type", mismatch(value, this.returns, "return type"), statement.start);
    }
    return value;
  }

  #for(statement: Statement & { kind: "for" }, scope: Scope): Outcome {
    const over = this.eval(statement.over, scope);
    if (this.isKnownEmpty(statement.over, over)) return NEXT;
    const items = this.placed(statement.start, () => iterate(over));
    return this.iterating(over, () => {
      for (let at = 0; at < items.length; at += 1) {
        this.pay(statement.start);
        this.assign(statement.target, items[at]!, scope);
        const outcome = this.block(statement.body, scope);
        if (outcome.kind === "break") return NEXT;
        if (outcome.kind === "return") return outcome;
      }
      return NEXT;
    });
  }

  #augment(statement: Statement & { kind: "augment" }, scope: Scope): void {
    const { target, operator } = statement;
    const combine = (current: Value, right: Value): Value =>
      this.placed(statement.start, () => augment(operator, current, right, this));
    if (target.kind === "name") {
      const current = this.eval(target, scope);
      this.assign(target, combine(current, this.eval(statement.value, scope)), scope);
      return;
    }
    if (target.kind !== "index") {
      this.assign(target, null, scope);
      return;
    }
    const object = this.eval(target.object, scope);
    const key = this.eval(target.index, scope);
    const current = this.placed(target.start, () => index(object, key));
    const value = combine(current, this.eval(statement.value, scope));
    this.placed(target.start, () => assignIndex(object, key, value, this));
  }
}
