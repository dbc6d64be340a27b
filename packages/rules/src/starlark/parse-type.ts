import type { Expression } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

const FORBIDDEN: Readonly<Partial<Record<Expression["kind"], string>>> = {
  call: "call",
  slice: "slice",
  lambda: "lambda",
  string: "string literal",
  int: "int",
  float: "float",
  bytes: "bytes literal",
  not: "not",
  minus: "minus",
  plus: "plus",
  invert: "bit not",
  and: "bin op except `|`",
  or: "bin op except `|`",
  conditional: "if",
  "list-comprehension": "list comprehension",
  dict: "dict",
  "dict-comprehension": "dict comprehension",
  fstring: "f-string",
};

/** Refuses an expression that cannot be a type: names, `a.b`, `x[...]`, unions with `|`, tuples and `...` can. */
export function checkType(cursor: Cursor, value: Expression): void {
  switch (value.kind) {
    case "name":
    case "ellipsis":
      return;
    case "tuple":
      for (const item of value.items) checkType(cursor, item);
      return;
    case "dot":
      checkPath(cursor, value);
      return;
    case "index":
      if (value.object.kind !== "name") {
        refuse(cursor, "array indirection where array is not an identifier", value);
      }
      checkType(cursor, value.index);
      return;
    case "index-pair":
      checkPath(cursor, value.object);
      for (const item of [value.first, value.second]) {
        if (item.kind === "list") for (const inner of item.items) checkType(cursor, inner);
        else checkType(cursor, item);
      }
      return;
    case "binary":
      if (value.operator !== "|") refuse(cursor, "bin op except `|`", value);
      checkType(cursor, value.left);
      checkType(cursor, value.right);
      return;
    case "list":
      if (value.items.length === 0)
        cursor.refuse("Empty list is not allowed in type expression", value.start);
      if (value.items.length === 1) refuse(cursor, "list of 1 element", value);
      for (const item of value.items) checkType(cursor, item);
      return;
    default:
      refuse(cursor, FORBIDDEN[value.kind] ?? value.kind, value);
  }
}

function checkPath(cursor: Cursor, value: Expression): void {
  let current = value;
  while (current.kind === "dot") current = current.object;
  if (value.kind === "dot" && value.attribute === "type" && value.object.kind === "name") {
    const { name } = value.object;
    cursor.refuse(`\`${name}.type\` is not allowed in type expression, use \`${name}\` instead`, value.start);
  }
  if (current.kind !== "name") {
    const message =
      value.kind === "dot"
        ? "Only dot expression of form `ident.ident` is allowed in type expression"
        : "Expecting path like `a.b.c`";
    cursor.refuse(message, current.start);
  }
}

function refuse(cursor: Cursor, what: string, value: Expression): never {
  return cursor.refuse(`${what} expression is not allowed in type expression`, value.start);
}
