import type { Clause, Expression, FunctionShape, Name, Parameter, Statement, Target } from "./ast.ts";
import { didYouMean } from "./did-you-mean.ts";
import { StarlarkError } from "./error.ts";
import type { Source } from "./source.ts";
import { childExpressions, statementBlocks } from "./walk.ts";

/** Slots of one function or of the module; comprehensions borrow slots of the function around them. */
class Slots {
  readonly parent: Slots | undefined;
  /** Innermost block last: the function's own names, then one map per open comprehension. */
  readonly blocks: Map<string, number>[] = [new Map()];
  count = 0;

  constructor(parent: Slots | undefined) {
    this.parent = parent;
  }

  declare(name: string): number {
    const block = this.blocks.at(-1)!;
    const known = block.get(name);
    if (known !== undefined) return known;
    const index = this.count;
    this.count += 1;
    block.set(name, index);
    return index;
  }

  find(name: string): number | undefined {
    for (let at = this.blocks.length - 1; at >= 0; at -= 1) {
      const index = this.blocks[at]!.get(name);
      if (index !== undefined) return index;
    }
    return undefined;
  }
}

/** Binds every name of a module to a slot or a universal name; an unknown name fails, used or not. */
export class Resolver {
  readonly #source: Source;
  readonly #universals: readonly string[];
  readonly #known: ReadonlySet<string>;
  #slots = new Slots(undefined);

  constructor(source: Source, universals: readonly string[]) {
    this.#source = source;
    this.#universals = [...universals].sort();
    this.#known = new Set(universals);
  }

  /** Resolves the module and returns how many slots it needs. */
  module(statements: readonly Statement[]): number {
    this.#declareAll(statements);
    for (const statement of statements) this.#statement(statement);
    return this.#slots.count;
  }

  #declareAll(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.kind === "assign" || statement.kind === "augment" || statement.kind === "for")
        this.#declare(statement.target);
      else if (statement.kind === "def") this.#slots.declare(statement.name.name);
      else if (statement.kind === "load") for (const { name } of statement.names) this.#slots.declare(name);
      if (statement.kind !== "def") for (const block of statementBlocks(statement)) this.#declareAll(block);
    }
  }

  #declare(target: Target): void {
    if (target.kind === "name") this.#slots.declare(target.name);
    else if (target.kind === "targets") for (const item of target.items) this.#declare(item);
  }

  #statement(statement: Statement): void {
    switch (statement.kind) {
      case "expression":
        this.#expression(statement.value);
        return;
      case "assign":
        if (statement.type !== undefined) this.#type(statement.type);
        this.#target(statement.target);
        this.#expression(statement.value);
        return;
      case "augment":
        this.#target(statement.target);
        this.#expression(statement.value);
        return;
      case "return":
        if (statement.value !== undefined) this.#expression(statement.value);
        return;
      case "if":
        this.#expression(statement.test);
        this.#blocks(statement);
        return;
      case "for":
        this.#expression(statement.over);
        this.#target(statement.target);
        this.#blocks(statement);
        return;
      case "def":
        this.#bind(statement.name);
        this.#function(statement, statement.returns, () => {
          this.#declareAll(statement.body);
          for (const inner of statement.body) this.#statement(inner);
        });
        return;
      case "load":
        for (const name of statement.names) this.#bind(name);
        return;
      default:
        return;
    }
  }

  #blocks(statement: Statement): void {
    for (const block of statementBlocks(statement)) for (const inner of block) this.#statement(inner);
  }

  #function(shape: FunctionShape, returns: Expression | undefined, body: () => void): void {
    for (const { type, fallback } of shape.parameters) {
      if (type !== undefined) this.#type(type);
      if (fallback !== undefined) this.#expression(fallback);
    }
    if (returns !== undefined) this.#type(returns);
    const outer = this.#slots;
    this.#slots = new Slots(outer);
    for (const parameter of shape.parameters) this.#parameter(parameter);
    body();
    shape.slots = this.#slots.count;
    this.#slots = outer;
  }

  #parameter({ name }: Parameter): void {
    if (name === undefined) return;
    this.#slots.declare(name.name);
    this.#bind(name);
  }

  #target(target: Target): void {
    if (target.kind === "name") this.#bind(target);
    else if (target.kind === "targets") for (const item of target.items) this.#target(item);
    else {
      this.#expression(target.object);
      if (target.kind === "index") this.#expression(target.index);
    }
  }

  /** Types may name universals only, never a variable of the file; names that nobody knows are found first. */
  #type(value: Expression): void {
    const names = typeNames(value);
    for (const name of names) this.#bind(name);
    const own = names.find(({ binding }) => binding?.kind === "slot");
    if (own === undefined) return;
    const message = `Identifiers in type expressions can only refer globals or builtins: \`${own.name}\``;
    throw new StarlarkError("syntax", message, this.#source.locate(own.start));
  }

  #expression(value: Expression): void {
    switch (value.kind) {
      case "name":
        this.#bind(value);
        return;
      case "list-comprehension":
        this.#comprehension(value.clauses, () => this.#expression(value.item));
        return;
      case "dict-comprehension":
        this.#comprehension(value.clauses, () => {
          this.#expression(value.key);
          this.#expression(value.value);
        });
        return;
      case "lambda":
        this.#function(value, undefined, () => this.#expression(value.body));
        return;
      default:
        for (const child of childExpressions(value)) this.#expression(child);
    }
  }

  #comprehension(clauses: readonly Clause[], item: () => void): void {
    const first = clauses[0];
    if (first?.kind === "for") this.#expression(first.over);
    this.#slots.blocks.push(new Map());
    for (const clause of clauses) {
      if (clause.kind === "for") this.#declare(clause.target);
    }
    for (const clause of clauses) {
      if (clause.kind === "if") this.#expression(clause.test);
      else {
        if (clause !== first) this.#expression(clause.over);
        this.#target(clause.target);
      }
    }
    item();
    this.#slots.blocks.pop();
  }

  #lookUp(name: string): NonNullable<Name["binding"]> | undefined {
    let depth = 0;
    for (let slots: Slots | undefined = this.#slots; slots !== undefined; slots = slots.parent) {
      const index = slots.find(name);
      if (index !== undefined) return { kind: "slot", depth, index };
      depth += 1;
    }
    return this.#known.has(name) ? { kind: "universal", name } : undefined;
  }

  #bind(name: Name): void {
    const binding = this.#lookUp(name.name);
    if (binding !== undefined) {
      name.binding = binding;
      return;
    }
    const better = didYouMean(name.name, this.#visible());
    const hint = better === undefined ? "" : `, did you mean \`${better}\`?`;
    throw new StarlarkError(
      "undefined-name",
      `Variable \`${name.name}\` not found${hint}`,
      this.#source.locate(name.start),
    );
  }

  *#visible(): Generator<string> {
    for (let slots: Slots | undefined = this.#slots; slots !== undefined; slots = slots.parent) {
      for (const block of [...slots.blocks].reverse()) yield* block.keys();
    }
    yield* this.#universals;
  }
}

function typeNames(value: Expression): readonly Name[] {
  return value.kind === "name" ? [value] : childExpressions(value).flatMap(typeNames);
}
