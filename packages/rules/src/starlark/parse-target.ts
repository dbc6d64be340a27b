import type { Expression, Target } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

/** Turns an expression into an assignment target or refuses it. */
export function toTarget(cursor: Cursor, value: Expression): Target {
  const { start, end } = value;
  switch (value.kind) {
    case "name":
    case "dot":
    case "index":
      return value;
    case "tuple":
    case "list":
      return { kind: "targets", items: value.items.map((item) => toTarget(cursor, item)), start, end };
    default:
      return cursor.refuse("left-hand-side of assignment must take the form `a`, `a.b` or `a[b]`", start);
  }
}
