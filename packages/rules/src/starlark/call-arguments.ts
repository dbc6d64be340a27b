import { Failure } from "./error.ts";
import { isIterable, iterate } from "./iterate.ts";
import { str } from "./show.ts";
import { StarlarkDict, type TypeTest, typeName, type Value } from "./value.ts";

/** Adds the items of a `*` argument to the positional ones. */
export function addPositional(value: Value, args: Value[]): void {
  if (!isIterable(value))
    throw new Failure("bad-arguments", "The argument provided for *args is not iterable");
  for (const item of iterate(value)) args.push(item);
}

/** Adds the entries of a `**` argument to the named ones. */
export function addNamed(value: Value, named: Map<string, Value>): void {
  if (!(value instanceof StarlarkDict)) {
    throw new Failure("bad-arguments", "The argument provided for **kwargs is not a dictionary");
  }
  for (const [key, item] of value.entries()) {
    if (typeof key !== "string")
      throw new Failure("bad-arguments", "The argument provided for *args is not an identifier");
    if (named.has(key)) throw new Failure("runtime", `Argument \`${key}\` occurs more than once`);
    named.set(key, item);
  }
}

/** Says that a value has not the type of an annotation. */
export function mismatch(value: Value, type: TypeTest, place: string): string {
  return `Value \`${str(value)}\` of type \`${typeName(value)}\` does not match the type annotation \`${type.name}\` for ${place}`;
}
