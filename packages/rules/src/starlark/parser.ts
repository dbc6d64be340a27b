import type { BinaryOperator, Expression, Name, Statement } from "./ast.ts";
import { Cursor } from "./cursor.ts";
import {
  parseLoopTarget,
  parseName,
  parseParameters,
  parseTest,
  parseTests,
  parseType,
} from "./parse-expression.ts";
import { toTarget } from "./parse-target.ts";
import { continueTuple } from "./parse-tuple.ts";
import type { Source } from "./source.ts";
import { validate } from "./validate.ts";

const ASSIGNMENTS: ReadonlySet<string> = new Set([
  "=",
  "+=",
  "-=",
  "*=",
  "/=",
  "//=",
  "%=",
  "&=",
  "|=",
  "^=",
  "<<=",
  ">>=",
]);

/** Parses a whole file; throws a StarlarkError at the first mistake. */
export function parse(source: Source, nesting: number): readonly Statement[] {
  const cursor = new Cursor(source, nesting);
  const statements: Statement[] = [];
  skipNewlines(cursor);
  while (!cursor.on("end")) {
    parseStatement(cursor, statements);
    skipNewlines(cursor);
  }
  validate(statements, cursor);
  return statements;
}

function skipNewlines(cursor: Cursor): void {
  while (cursor.on("newline")) cursor.advance();
}

function parseStatement(cursor: Cursor, into: Statement[]): void {
  if (cursor.at("def")) into.push(parseDef(cursor));
  else if (cursor.at("if")) into.push(parseIf(cursor));
  else if (cursor.at("for")) into.push(parseFor(cursor));
  else parseSimple(cursor, into);
}

function parseDef(cursor: Cursor): Statement {
  const { start } = cursor.advance();
  const name = parseName(cursor);
  cursor.expect("(");
  const parameters = parseParameters(cursor, ")", true);
  cursor.expect(")");
  const returns = cursor.eat("->") ? parseType(cursor) : undefined;
  cursor.expect(":");
  const body = parseSuite(cursor);
  return { kind: "def", name, parameters, returns, body, start, end: cursor.lastEnd };
}

function parseIf(cursor: Cursor): Statement {
  const { start } = cursor.advance();
  const test = placeCondition(parseTest(cursor), start);
  cursor.expect(":");
  const then = parseSuite(cursor);
  const otherwise: Statement[] = [];
  if (cursor.at("elif")) otherwise.push(cursor.nested(() => parseIf(cursor)));
  else if (cursor.eat("else")) {
    cursor.expect(":");
    otherwise.push(...parseSuite(cursor));
  }
  return { kind: "if", test, then, otherwise, start, end: cursor.lastEnd };
}

const PLACED: ReadonlySet<Expression["kind"]> = new Set([
  "binary",
  "dot",
  "index",
  "index-pair",
  "invert",
  "minus",
  "plus",
  "slice",
]);

/** An operation that decides an `if` by itself fails in the place of the statement. */
function placeCondition(test: Expression, start: number): Expression {
  if (test.kind === "not") return { ...test, operand: placeCondition(test.operand, start) };
  if (test.kind === "and")
    return { ...test, left: placeCondition(test.left, start), right: placeCondition(test.right, start) };
  return PLACED.has(test.kind) ? { ...test, start } : test;
}

function parseFor(cursor: Cursor): Statement {
  const { start } = cursor.advance();
  const target = parseLoopTarget(cursor);
  const over = parseTest(cursor);
  cursor.expect(":");
  const body = parseSuite(cursor);
  return { kind: "for", target, over, body, start, end: cursor.lastEnd };
}

function parseSuite(cursor: Cursor): readonly Statement[] {
  const statements: Statement[] = [];
  if (!cursor.on("newline")) {
    parseSimple(cursor, statements);
    return statements;
  }
  skipNewlines(cursor);
  if (!cursor.on("indent")) cursor.unexpected("new indentation block");
  cursor.advance();
  skipNewlines(cursor);
  do {
    cursor.nested(() => parseStatement(cursor, statements));
    skipNewlines(cursor);
  } while (!cursor.on("dedent") && !cursor.on("end"));
  if (cursor.on("dedent")) cursor.advance();
  return statements;
}

function parseSimple(cursor: Cursor, into: Statement[]): void {
  into.push(parseSmall(cursor));
  while (cursor.eat(";")) {
    if (cursor.on("newline") || cursor.on("end")) break;
    into.push(parseSmall(cursor));
  }
  if (!cursor.on("newline")) cursor.unexpected("new line");
  cursor.advance();
}

function parseSmall(cursor: Cursor): Statement {
  const { start } = cursor.current;
  if (cursor.at("pass") || cursor.at("break") || cursor.at("continue")) {
    const token = cursor.advance() as { text: "pass" | "break" | "continue" };
    return { kind: token.text, start, end: cursor.lastEnd };
  }
  if (cursor.eat("return")) {
    const bare = cursor.on("newline") || cursor.at(";") || cursor.on("end");
    const value = bare ? undefined : parseTests(cursor, false);
    return { kind: "return", value, start, end: cursor.lastEnd };
  }
  return cursor.at("load") ? parseLoad(cursor) : parseAssignment(cursor);
}

function parseAssignment(cursor: Cursor): Statement {
  const { start } = cursor.current;
  const first = parseTest(cursor);
  const several = cursor.at(",");
  const left = several ? continueTuple(cursor, start, first, false, parseTest, true) : first;
  const type = cursor.eat(":") ? parseType(cursor) : undefined;
  const token = cursor.current;
  if (token.kind !== "symbol" || !ASSIGNMENTS.has(token.text)) {
    if (several || type !== undefined) cursor.unexpected("assignment operator");
    return { kind: "expression", value: left, start, end: cursor.lastEnd };
  }
  cursor.advance();
  const value = parseTests(cursor, false);
  const plain = token.text === "=";
  if (!plain && (left.kind === "tuple" || left.kind === "list")) {
    cursor.refuse("left-hand-side of modifying assignment cannot be a list or tuple", left.start);
  }
  const target = toTarget(cursor, left);
  if (type !== undefined && !plain)
    cursor.refuse("type annotations not allowed on augmented assignments", type.start);
  if (type !== undefined && target.kind === "targets") {
    cursor.refuse("type annotations not allowed on multiple assignments", type.start);
  }
  const range = { start, end: cursor.lastEnd };
  if (plain) return { kind: "assign", target, type, value, ...range };
  return { kind: "augment", target, operator: token.text.slice(0, -1) as BinaryOperator, value, ...range };
}

function parseLoad(cursor: Cursor): Statement {
  const { start } = cursor.advance();
  cursor.expect("(");
  const module = parseString(cursor, "string literal");
  const names: Name[] = [];
  if (!cursor.at(")")) {
    cursor.expect(",");
    while (!cursor.at(")")) {
      names.push(parseLoadName(cursor));
      if (!cursor.eat(",")) break;
    }
  }
  cursor.expect(")");
  if (names.length === 0) cursor.emptyLoads.push({ start, module: module.start });
  return { kind: "load", module: module.value, names, start, end: cursor.lastEnd };
}

function parseLoadName(cursor: Cursor): Name {
  if (cursor.on("name")) {
    const name = parseName(cursor);
    if (!cursor.eat("=")) cursor.refuse("Parse error: expected string literal in load statement", name.start);
    parseString(cursor, "string literal");
    return name;
  }
  const { value, start } = parseString(cursor, "string literal or identifier");
  return { kind: "name", name: value, start, end: cursor.lastEnd };
}

function parseString(cursor: Cursor, expected: string): { value: string; start: number } {
  const token = cursor.current;
  if (token.kind !== "string") cursor.unexpected(expected);
  cursor.advance();
  return { value: token.value, start: token.start };
}
