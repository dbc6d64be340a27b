import type { Shape } from "./shape.ts";

function quotedList(items: readonly string[]): string {
  return items.map((item) => JSON.stringify(item)).join(", ");
}

/** What a shape wants, in words that complete "expected ...". */
export function describeShape(shape: Shape): string {
  switch (shape.kind) {
    case "anything":
      return "any value";
    case "text":
      return shape.nonempty ? "text that is not blank" : "text";
    case "path":
      return "a path";
    case "flag":
      return "true or false";
    case "count":
      return shape.max === undefined
        ? "a whole number"
        : `a whole number from ${shape.min ?? 0} to ${shape.max}`;
    case "number":
      return "a number";
    case "words":
      return `one of ${quotedList(shape.words)}`;
    case "list":
      return `${shape.nonempty ? "a nonempty" : "an"} array, each item ${describeShape(shape.of)}`;
    case "map":
      return `a table of ${shape.names}, each ${describeShape(shape.of)}`;
    case "table":
      return `a table with ${Object.keys(shape.keys).slice(0, 6).join(", ")}${Object.keys(shape.keys).length > 6 ? ", ..." : ""}`;
    case "either":
      return shape.of.map(describeShape).join(", or ");
  }
}
