import type { Argument, BinaryOperator, Clause, Expression, Parameter, Target } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { toTarget } from "./parse-target.ts";
import { continueTuple } from "./parse-tuple.ts";
import { checkType } from "./parse-type.ts";

/** Left binding power; the right side binds one tighter. Comparisons do not chain. */
const POWER: Readonly<Record<string, number>> = {
  or: 1,
  and: 3,
  "==": 5,
  "!=": 5,
  "<": 5,
  ">": 5,
  "<=": 5,
  ">=": 5,
  in: 5,
  not: 5,
  "|": 7,
  "^": 9,
  "&": 11,
  "<<": 13,
  ">>": 13,
  "+": 15,
  "-": 15,
  "*": 17,
  "%": 17,
  "/": 17,
  "//": 17,
};
const COMPARISON = 5;
const BITWISE_OR = 7;

/** Reads a test: a conditional, a lambda, or an operator expression. */
export function parseTest(cursor: Cursor): Expression {
  return cursor.nested(() =>
    cursor.at("lambda") ? parseLambda(cursor) : continueConditional(cursor, parseOperators(cursor, 0)),
  );
}

/** Reads a type annotation. */
export function parseType(cursor: Cursor): Expression {
  const value = parseTest(cursor);
  checkType(cursor, value);
  return value;
}

/** Reads a comma-separated list of tests; more than one, or a trailing comma, makes a tuple. */
export function parseTests(cursor: Cursor, trailingComma: boolean): Expression {
  const start = cursor.current.start;
  const first = parseTest(cursor);
  return cursor.at(",") ? continueTuple(cursor, start, first, trailingComma, parseTest, true) : first;
}

function parseLambda(cursor: Cursor): Expression {
  const start = cursor.current.start;
  cursor.expect("lambda");
  const parameters = parseParameters(cursor, ":", false);
  cursor.expect(":");
  const body = parseTest(cursor);
  const lambda = { kind: "lambda", parameters, body, start, end: cursor.lastEnd } as const;
  cursor.lambdas.push(lambda);
  return lambda;
}

/** Reads parameters up to `close`, which stays unread. */
export function parseParameters(cursor: Cursor, close: string, types: boolean): readonly Parameter[] {
  const parameters: Parameter[] = [];
  while (!cursor.at(close)) {
    parameters.push(parseParameter(cursor, types));
    if (!cursor.eat(",")) break;
  }
  return parameters;
}

function parseParameter(cursor: Cursor, types: boolean): Parameter {
  const start = cursor.current.start;
  const range = (): { start: number; end: number } => ({ start, end: cursor.lastEnd });
  if (cursor.eat("/")) return { kind: "slash", ...range() };
  const kind = cursor.eat("**") ? "kwargs" : cursor.eat("*") ? "args" : "normal";
  if (kind === "args" && cursor.current.kind !== "name") return { kind: "star", ...range() };
  const name = parseName(cursor);
  const type = types && cursor.eat(":") ? { type: parseType(cursor) } : {};
  const fallback = kind === "normal" && cursor.eat("=") ? { fallback: parseTest(cursor) } : {};
  return { kind, name, ...type, ...fallback, ...range() };
}

/** Reads one identifier. */
export function parseName(cursor: Cursor): { kind: "name"; name: string; start: number; end: number } {
  const token = cursor.current;
  if (token.kind !== "name") cursor.unexpected("identifier");
  cursor.advance();
  return { kind: "name", name: token.text, start: token.start, end: token.end };
}

function parseOperators(cursor: Cursor, minimum: number): Expression {
  const token = cursor.current;
  if (cursor.at("not") && minimum <= COMPARISON) {
    cursor.advance();
    const operand = cursor.nested(() => parseOperators(cursor, COMPARISON));
    return continueOperators(
      cursor,
      { kind: "not", operand, start: token.start, end: cursor.lastEnd },
      minimum,
    );
  }
  return continueOperators(cursor, parseUnary(cursor), minimum);
}

function continueOperators(cursor: Cursor, first: Expression, minimum: number): Expression {
  let left = first;
  for (;;) {
    const token = cursor.current;
    const power = token.kind === "symbol" || token.kind === "keyword" ? POWER[token.text] : undefined;
    if (power === undefined || power < minimum) return left;
    let operator = (token as { text: string }).text;
    cursor.advance();
    if (operator === "not") {
      if (!cursor.eat("in")) cursor.unexpected("'in' after 'not'");
      operator = "not in";
    }
    const before = left;
    const right = cursor.nested(() => parseOperators(cursor, power + 1));
    const range = { start: before.start, end: right.end };
    left =
      operator === "and" || operator === "or"
        ? { kind: operator, left: before, right, ...range }
        : { kind: "binary", operator: operator as BinaryOperator, left: before, right, ...range };
    if (power === COMPARISON) refuseChain(cursor);
  }
}

function refuseChain(cursor: Cursor): void {
  const token = cursor.current;
  if ((token.kind === "symbol" || token.kind === "keyword") && POWER[token.text] === COMPARISON) {
    cursor.unexpected("end of expression (comparisons are not associative in Starlark)");
  }
}

function continueConditional(cursor: Cursor, then: Expression): Expression {
  if (!cursor.eat("if")) return then;
  const test = parseOperators(cursor, 0);
  cursor.expect("else");
  const otherwise = parseTest(cursor);
  return { kind: "conditional", test, then, otherwise, start: then.start, end: cursor.lastEnd };
}

function parseUnary(cursor: Cursor): Expression {
  const start = cursor.current.start;
  const kind = cursor.at("+") ? "plus" : cursor.at("-") ? "minus" : cursor.at("~") ? "invert" : undefined;
  if (kind === undefined) return continuePrimary(cursor, parseAtom(cursor));
  cursor.advance();
  const operand = cursor.nested(() => parseUnary(cursor));
  return { kind, operand, start, end: cursor.lastEnd };
}

function continuePrimary(cursor: Cursor, first: Expression): Expression {
  let value = first;
  const { start } = first;
  for (;;) {
    if (cursor.eat(".")) {
      const { name } = parseName(cursor);
      value = { kind: "dot", object: value, attribute: name, start, end: cursor.lastEnd };
    } else if (cursor.eat("(")) {
      const args = parseArguments(cursor);
      cursor.expect(")");
      const call = { kind: "call", callee: value, args, start, end: cursor.lastEnd } as const;
      cursor.calls.push(call);
      value = call;
    } else if (cursor.eat("[")) {
      value = parseSubscript(cursor, value, start);
    } else return value;
  }
}

function parseArguments(cursor: Cursor): readonly Argument[] {
  const args: Argument[] = [];
  while (!cursor.at(")")) {
    args.push(parseArgument(cursor));
    if (!cursor.eat(",")) break;
  }
  return args;
}

function parseArgument(cursor: Cursor): Argument {
  const start = cursor.current.start;
  const kind = cursor.eat("**") ? "kwargs" : cursor.eat("*") ? "args" : "positional";
  if (kind === "positional" && cursor.current.kind === "name") {
    const name = parseName(cursor);
    if (cursor.eat("=")) {
      const value = parseTest(cursor);
      return { kind: "named", name: name.name, nameStart: name.start, value, start, end: cursor.lastEnd };
    }
    const value = cursor.nested(() =>
      continueConditional(cursor, continueOperators(cursor, continuePrimary(cursor, name), 0)),
    );
    return { kind, value, start, end: cursor.lastEnd };
  }
  const value = parseTest(cursor);
  return { kind, value, start, end: cursor.lastEnd };
}

function parseSubscript(cursor: Cursor, object: Expression, start: number): Expression {
  const first = cursor.at(":") ? undefined : parseTest(cursor);
  if (cursor.eat(":")) {
    const to = cursor.at("]") || cursor.at(":") ? undefined : parseTest(cursor);
    const step = cursor.eat(":") && !cursor.at("]") ? parseTest(cursor) : undefined;
    cursor.expect("]");
    return { kind: "slice", object, from: first, to, step, start, end: cursor.lastEnd };
  }
  if (cursor.eat(",")) {
    const second = parseTest(cursor);
    cursor.expect("]");
    return { kind: "index-pair", object, first: first!, second, start, end: cursor.lastEnd };
  }
  cursor.expect("]");
  return { kind: "index", object, index: first!, start, end: cursor.lastEnd };
}

function parseAtom(cursor: Cursor): Expression {
  const token = cursor.current;
  const { start, end } = token;
  switch (token.kind) {
    case "name":
      return parseName(cursor);
    case "int":
      cursor.advance();
      return { kind: "int", value: token.value, start, end };
    case "float":
      cursor.advance();
      return { kind: "float", value: token.value, start, end };
    case "string":
      cursor.advance();
      return { kind: "string", value: token.value, start, end };
    case "bytes":
      cursor.advance();
      return { kind: "bytes", value: token.value, start, end };
    case "fstring-start":
      return parseFString(cursor);
    case "symbol":
      if (token.text === "...") {
        cursor.advance();
        return { kind: "ellipsis", start, end };
      }
      if (token.text === "(") return parseParenthesized(cursor);
      if (token.text === "[") return parseList(cursor);
      if (token.text === "{") return parseDict(cursor);
      return cursor.unexpected("expression");
    default:
      return cursor.unexpected("expression");
  }
}

function parseFString(cursor: Cursor): Expression {
  const { start } = cursor.advance();
  const parts: (string | { value: Expression; repr: boolean })[] = [];
  for (;;) {
    const token = cursor.current;
    if (token.kind === "fstring-text") {
      parts.push(token.value);
      cursor.advance();
    } else if (token.kind === "fstring-open") {
      cursor.advance();
      const value = parseTest(cursor);
      const repr = parseConversion(cursor);
      if (cursor.current.kind !== "fstring-close") cursor.unexpected("f-string expression end '}'");
      cursor.advance();
      parts.push({ value, repr });
    } else if (token.kind === "fstring-end") {
      cursor.advance();
      return { kind: "fstring", parts, start, end: cursor.lastEnd };
    } else cursor.unexpected("f-string end");
  }
}

function parseConversion(cursor: Cursor): boolean {
  const bang = cursor.current;
  if (bang.kind !== "fstring-bang") return false;
  cursor.advance();
  const token = cursor.current;
  if (token.kind !== "name" || (token.text !== "r" && token.text !== "s")) {
    cursor.refuse("invalid f-string conversion specifier, expected 's' or 'r'", bang.start);
  }
  cursor.advance();
  return token.text === "r";
}

function parseParenthesized(cursor: Cursor): Expression {
  const { start } = cursor.advance();
  if (cursor.eat(")")) return { kind: "tuple", items: [], start, end: cursor.lastEnd };
  const value = parseTests(cursor, true);
  cursor.expect(")");
  return value;
}

function parseList(cursor: Cursor): Expression {
  const { start } = cursor.advance();
  if (cursor.eat("]")) return { kind: "list", items: [], start, end: cursor.lastEnd };
  const first = parseTest(cursor);
  if (cursor.at("for")) {
    const clauses = parseClauses(cursor);
    cursor.expect("]");
    return { kind: "list-comprehension", item: first, clauses, start, end: cursor.lastEnd };
  }
  const items = [first];
  while (cursor.eat(",")) {
    if (cursor.at("]")) break;
    items.push(parseTest(cursor));
  }
  cursor.expect("]");
  return { kind: "list", items, start, end: cursor.lastEnd };
}

function parseDict(cursor: Cursor): Expression {
  const { start } = cursor.advance();
  if (cursor.eat("}")) return { kind: "dict", entries: [], start, end: cursor.lastEnd };
  const [key, value] = parseEntry(cursor);
  if (cursor.at("for")) {
    const clauses = parseClauses(cursor);
    cursor.expect("}");
    return { kind: "dict-comprehension", key, value, clauses, start, end: cursor.lastEnd };
  }
  const entries: (readonly [Expression, Expression])[] = [[key, value]];
  while (cursor.eat(",")) {
    if (cursor.at("}")) break;
    entries.push(parseEntry(cursor));
  }
  cursor.expect("}");
  return { kind: "dict", entries, start, end: cursor.lastEnd };
}

function parseEntry(cursor: Cursor): readonly [Expression, Expression] {
  const key = parseTest(cursor);
  cursor.expect(":");
  return [key, parseTest(cursor)];
}

function parseClauses(cursor: Cursor): readonly Clause[] {
  const clauses: Clause[] = [];
  for (;;) {
    if (cursor.eat("for")) {
      const target = parseLoopTarget(cursor);
      clauses.push({ kind: "for", target, over: parseOperators(cursor, 0) });
    } else if (cursor.eat("if")) clauses.push({ kind: "if", test: parseOperators(cursor, 0) });
    else return clauses;
  }
}

/** Reads the loop variables of a `for` and the `in` behind them. */
export function parseLoopTarget(cursor: Cursor): Target {
  const start = cursor.current.start;
  const read = (): Expression => continueOperators(cursor, parseUnary(cursor), BITWISE_OR);
  const first = read();
  const left = cursor.at(",") ? continueTuple(cursor, start, first, false, read, false) : first;
  cursor.expect("in");
  return toTarget(cursor, left);
}
