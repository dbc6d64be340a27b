import type { Expression } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

const STARTS_OPERAND: ReadonlySet<string> = new Set(["(", "[", "{", "+", "-", "~", "not", "..."]);

/** Continues a tuple after its first element. */
export function continueTuple(
  cursor: Cursor,
  start: number,
  first: Expression,
  trailingComma: boolean,
  readItem: (cursor: Cursor) => Expression,
  lambdas: boolean,
): Expression {
  const items = [first];
  let trailing = false;
  const comma = (): boolean => {
    try {
      return cursor.eat(",");
    } catch (cause) {
      // What is no token at all begins no operand either.
      if (!trailingComma) cursor.refuse("unparenthesized tuple with trailing comma", start);
      throw cause;
    }
  };
  while (comma()) {
    trailing = true;
    if (!startsOperand(cursor, lambdas)) break;
    items.push(readItem(cursor));
    trailing = false;
  }
  if (trailing && !trailingComma) cursor.refuse("unparenthesized tuple with trailing comma", start);
  return { kind: "tuple", items, start, end: cursor.lastEnd };
}

function startsOperand(cursor: Cursor, lambdas: boolean): boolean {
  const token = cursor.current;
  switch (token.kind) {
    case "name":
    case "int":
    case "float":
    case "string":
    case "fstring-start":
      // Bytes begin an operand too, but not behind the comma of a tuple in the grammar of the reference.
      return true;
    case "symbol":
    case "keyword":
      return STARTS_OPERAND.has(token.text) || (lambdas && token.text === "lambda");
    default:
      return false;
  }
}
