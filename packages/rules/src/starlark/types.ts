import { Failure } from "./error.ts";
import { repr } from "./show.ts";
import type { TypeTest, Value } from "./value.ts";
import {
  StarlarkBuiltin,
  StarlarkDict,
  StarlarkEllipsis,
  StarlarkList,
  StarlarkTuple,
  StarlarkType,
} from "./value.ts";

/** Returns the type that a value stands for in an annotation. */
export function typeTest(value: Value): TypeTest | undefined {
  if (value === null) return { name: "None", test: (other) => other === null };
  if (value instanceof StarlarkBuiltin) return value.type;
  if (value instanceof StarlarkType) return value.test;
  if (value instanceof StarlarkEllipsis) return { name: "typing.Any", test: () => true };
  if (value instanceof StarlarkTuple) return tupleOf(value.items.map(requireType));
  return undefined;
}

/** Returns the type that a value stands for or fails. */
export function requireType(value: Value): TypeTest {
  const test = typeTest(value);
  if (test === undefined) throw new Failure("type", `Type \`${repr(value)}\` is not a valid type annotation`);
  return test;
}

/** Applies `x[...]` to a type: `list[T]`, `tuple[T, ...]`, `dict[K, V]`. */
export function parametrize(base: TypeTest, args: readonly TypeTest[]): TypeTest {
  const [first, second] = args as [TypeTest, TypeTest | undefined];
  if (base.name === "list" && second === undefined) {
    return {
      name: `list[${first.name}]`,
      test: (value) => value instanceof StarlarkList && value.items.every(first.test),
    };
  }
  if (base.name === "dict" && second !== undefined) {
    const test = (value: Value): boolean =>
      value instanceof StarlarkDict &&
      value.entries().every(([key, item]) => first.test(key) && second.test(item));
    return { name: `dict[${first.name}, ${second.name}]`, test };
  }
  if (base.name === "tuple" && second?.name === "typing.Any") {
    return {
      name: `tuple[${first.name}, ...]`,
      test: (value) => value instanceof StarlarkTuple && value.items.every(first.test),
    };
  }
  throw new Failure(
    "type",
    second === undefined
      ? `Type \`${base.name}\` does not accept parameters`
      : "[,] can only be applied to dict or tuple functions in type expression",
  );
}

function tupleOf(items: readonly TypeTest[]): TypeTest {
  const names = items.map(({ name }) => name);
  const test = (value: Value): boolean =>
    value instanceof StarlarkTuple &&
    value.items.length === items.length &&
    value.items.every((item, index) => items[index]!.test(item));
  return { name: items.length === 1 ? `(${names[0]},)` : `(${names.join(", ")})`, test };
}
