import { isTable } from "../table.ts";
import type { Shape } from "./shape.ts";

/**
 * True when a value has a shape. Unknown names inside tables are accepted; they are found by {@link unknownKeys}.
 * This is the check of the hot path: it must agree with the zod schema of the same shape (a property test holds it to
 * that), which is loaded only to word an error, because loading zod costs more than all else that a start does.
 */
export function accepts(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case "anything":
      return value !== undefined;
    case "text":
      return (
        typeof value === "string" &&
        (!shape.nonempty || value.trim() !== "") &&
        (shape.pattern === undefined || new RegExp(shape.pattern, "u").test(value))
      );
    case "path":
      return typeof value === "string" && value !== "" && !value.includes("\0");
    case "flag":
      return typeof value === "boolean";
    case "count":
      return (
        typeof value === "number" &&
        Number.isSafeInteger(value) &&
        value >= (shape.min ?? 0) &&
        value <= (shape.max ?? Number.MAX_SAFE_INTEGER)
      );
    case "number":
      return typeof value === "number" && Number.isFinite(value) && value >= (shape.min ?? -Number.MAX_VALUE);
    case "words":
      return (
        typeof value === "string" &&
        (shape.words.includes(value) || (shape.aliases !== undefined && Object.hasOwn(shape.aliases, value)))
      );
    case "list":
      return (
        Array.isArray(value) &&
        (!shape.nonempty || value.length > 0) &&
        value.every((item) => accepts(shape.of, item))
      );
    case "map":
      return isTable(value) && Object.values(value).every((item) => accepts(shape.of, item));
    case "table":
      return (
        isTable(value) &&
        Object.entries(shape.keys).every(([name, key]) =>
          Object.hasOwn(value, name) ? accepts(key.shape, value[name]) : !key.required,
        )
      );
    case "either":
      return shape.of.some((one) => accepts(one, value));
  }
}
