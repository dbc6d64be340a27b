import { Failure, StarlarkList, typeName, type Value } from "../starlark/mod.ts";

/** Reads a pattern: per position the words that match there. */
export function readPattern(value: StarlarkList): readonly (readonly string[])[] {
  if (value.items.length === 0) return fail("pattern cannot be empty");
  return value.items.map(readElement);
}

function readElement(value: Value): readonly string[] {
  if (typeof value === "string") return [value];
  if (!(value instanceof StarlarkList)) {
    return fail(`pattern element must be a string or list of strings (got ${typeName(value)})`);
  }
  if (value.items.length === 0) return fail("pattern alternatives cannot be empty");
  return value.items.map((word) =>
    typeof word === "string" ? word : fail(`pattern alternative must be a string (got ${typeName(word)})`),
  );
}

function fail(what: string): never {
  throw new Failure("host", `invalid pattern element: ${what}`);
}
