import type { Clause, Expression, Parameter, Statement, Target } from "./ast.ts";

const NONE: readonly never[] = [];

/** Lists the direct parts of an expression in the order of the text. */
export function childExpressions(value: Expression): readonly Expression[] {
  switch (value.kind) {
    case "fstring":
      return value.parts.flatMap((part) => (typeof part === "string" ? [] : [part.value]));
    case "tuple":
    case "list":
      return value.items;
    case "dict":
      return value.entries.flat();
    case "list-comprehension":
      return [value.item, ...clauseExpressions(value.clauses)];
    case "dict-comprehension":
      return [value.key, value.value, ...clauseExpressions(value.clauses)];
    case "not":
    case "minus":
    case "plus":
    case "invert":
      return [value.operand];
    case "and":
    case "or":
    case "binary":
      return [value.left, value.right];
    case "conditional":
      return [value.test, value.then, value.otherwise];
    case "call":
      return [value.callee, ...value.args.map((argument) => argument.value)];
    case "dot":
      return [value.object];
    case "index":
      return [value.object, value.index];
    case "index-pair":
      return [value.object, value.first, value.second];
    case "slice":
      return [value.object, value.from, value.to, value.step].filter((part) => part !== undefined);
    case "lambda":
      return [...parameterExpressions(value.parameters), value.body];
    default:
      return NONE;
  }
}

function clauseExpressions(clauses: readonly Clause[]): readonly Expression[] {
  return clauses.flatMap((clause) =>
    clause.kind === "if" ? [clause.test] : [...targetExpressions(clause.target), clause.over],
  );
}

function parameterExpressions(parameters: readonly Parameter[]): readonly Expression[] {
  return parameters.flatMap(({ type, fallback }) => [type, fallback].filter((part) => part !== undefined));
}

function targetExpressions(target: Target): readonly Expression[] {
  if (target.kind === "targets") return target.items.flatMap(targetExpressions);
  if (target.kind === "dot") return [target.object];
  return target.kind === "index" ? [target.object, target.index] : NONE;
}

/** Lists the blocks of a statement. */
export function statementBlocks(statement: Statement): readonly (readonly Statement[])[] {
  if (statement.kind === "if") return [statement.then, statement.otherwise];
  return statement.kind === "for" || statement.kind === "def" ? [statement.body] : NONE;
}
