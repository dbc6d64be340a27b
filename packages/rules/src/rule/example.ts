import { Failure, StarlarkList, typeName, type Value } from "../starlark/mod.ts";
import { splitWords } from "./shlex.ts";

/** Reads one example of `match` or `not_match` into an argv. */
export function readExample(value: Value): readonly string[] {
  if (typeof value === "string") {
    const words = splitWords(value);
    if (words === undefined) return fail("example string has invalid shell syntax");
    return words.length === 0 ? fail("example cannot be an empty string") : words;
  }
  if (!(value instanceof StarlarkList)) {
    return fail(`example must be a string or list of strings (got ${typeName(value)})`);
  }
  if (value.items.length === 0) return fail("example cannot be an empty list");
  return value.items.map((token) =>
    typeof token === "string" ? token : fail(`example tokens must be strings (got ${typeName(token)})`),
  );
}

function fail(what: string): never {
  throw new Failure("host", `invalid example: ${what}`);
}
