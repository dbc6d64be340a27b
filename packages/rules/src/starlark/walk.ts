import type { Clause, Expression, Parameter, Statement, Target } from "./ast.ts";

/** Yields the direct parts of an expression in the order of the text. */
export function* childExpressions(value: Expression): Generator<Expression> {
  switch (value.kind) {
    case "fstring":
      for (const part of value.parts) if (typeof part !== "string") yield part.value;
      return;
    case "tuple":
    case "list":
      yield* value.items;
      return;
    case "dict":
      for (const entry of value.entries) yield* entry;
      return;
    case "list-comprehension":
      yield value.item;
      yield* clauseExpressions(value.clauses);
      return;
    case "dict-comprehension":
      yield value.key;
      yield value.value;
      yield* clauseExpressions(value.clauses);
      return;
    case "not":
    case "minus":
    case "plus":
    case "invert":
      yield value.operand;
      return;
    case "and":
    case "or":
    case "binary":
      yield value.left;
      yield value.right;
      return;
    case "conditional":
      yield value.then;
      yield value.test;
      yield value.otherwise;
      return;
    case "call":
      yield value.callee;
      for (const argument of value.args) yield argument.value;
      return;
    case "dot":
      yield value.object;
      return;
    case "index":
      yield value.object;
      yield value.index;
      return;
    case "index-pair":
      yield value.object;
      yield value.first;
      yield value.second;
      return;
    case "slice":
      yield value.object;
      for (const part of [value.from, value.to, value.step]) if (part !== undefined) yield part;
      return;
    case "lambda":
      yield* parameterExpressions(value.parameters);
      yield value.body;
      return;
    default:
      return;
  }
}

function* clauseExpressions(clauses: readonly Clause[]): Generator<Expression> {
  for (const clause of clauses) {
    if (clause.kind === "if") yield clause.test;
    else {
      yield* targetExpressions(clause.target);
      yield clause.over;
    }
  }
}

function* parameterExpressions(parameters: readonly Parameter[]): Generator<Expression> {
  for (const { type, fallback } of parameters) {
    if (type !== undefined) yield type;
    if (fallback !== undefined) yield fallback;
  }
}

function* targetExpressions(target: Target): Generator<Expression> {
  if (target.kind === "targets") for (const item of target.items) yield* targetExpressions(item);
  else if (target.kind === "dot") yield target.object;
  else if (target.kind === "index") {
    yield target.object;
    yield target.index;
  }
}

/** Yields the expressions that stand directly in a statement, not those of its blocks. */
export function* statementExpressions(statement: Statement): Generator<Expression> {
  switch (statement.kind) {
    case "expression":
      yield statement.value;
      return;
    case "assign":
      yield* targetExpressions(statement.target);
      if (statement.type !== undefined) yield statement.type;
      yield statement.value;
      return;
    case "augment":
      yield* targetExpressions(statement.target);
      yield statement.value;
      return;
    case "return":
      if (statement.value !== undefined) yield statement.value;
      return;
    case "if":
      yield statement.test;
      return;
    case "for":
      yield* targetExpressions(statement.target);
      yield statement.over;
      return;
    case "def":
      yield* parameterExpressions(statement.parameters);
      if (statement.returns !== undefined) yield statement.returns;
      return;
    default:
      return;
  }
}

/** Yields the blocks of a statement. */
export function* statementBlocks(statement: Statement): Generator<readonly Statement[]> {
  if (statement.kind === "if") {
    yield statement.then;
    yield statement.otherwise;
  } else if (statement.kind === "for" || statement.kind === "def") yield statement.body;
}
