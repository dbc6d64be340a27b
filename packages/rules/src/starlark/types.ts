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
  if (value instanceof StarlarkList && value.items.length > 1) return unionOf(value.items.map(requireType));
  if (value instanceof StarlarkTuple) return tupleOf(value.items.map(requireType));
  return undefined;
}

/** Makes the type of values that have one of several types; its name lists them sorted, each once. */
export function unionOf(types: readonly TypeTest[]): TypeTest {
  const names = new Set(types.map(({ name }) => name));
  // `list` holds every `list[T]`.
  const byName = new Map(
    types
      .filter(({ name }) => !name.includes("[") || !names.has(name.slice(0, name.indexOf("["))))
      .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
      .map((type) => [type.name, type]),
  );
  const [only] = byName.values();
  if (byName.size === 1) return only!;
  return {
    name: [...byName.keys()].join(" | "),
    union: [...byName.values()],
    test: (value) => types.some((type) => type.test(value)),
  };
}

/** Containers are named last. */
function rank({ name }: TypeTest): number {
  return ["list", "tuple", "dict"].indexOf(/^[a-z]*/.exec(name)![0]);
}

/** Returns the type that a value stands for or fails. */
export function requireType(value: Value): TypeTest {
  const test = typeTest(value);
  return test ?? refuseType(value);
}

/** Fails because a value is no type. */
export function refuseType(value: Value): never {
  if (typeof value === "string")
    throw new Failure("type", `String literals are not allowed in type expressions: \`${repr(value)}\``);
  if (value instanceof StarlarkList)
    throw new Failure("type", "`[X]` cannot be used as type, perhaps you meant `list[X]`");
  throw new Failure("type", `Type \`${repr(value)}\` is not a valid type annotation`);
}

/** Applies `x[...]` to a type: `list[T]`, `tuple[T, ...]`, `dict[K, V]`; undefined for any other. */
export function parametrize(base: TypeTest, args: readonly TypeTest[]): TypeTest | undefined {
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
  return undefined;
}

function tupleOf(items: readonly TypeTest[]): TypeTest {
  const names = items.map(({ name }) => name);
  const test = (value: Value): boolean =>
    value instanceof StarlarkTuple &&
    value.items.length === items.length &&
    value.items.every((item, index) => items[index]!.test(item));
  return { name: items.length === 1 ? `(${names[0]},)` : `(${names.join(", ")})`, test };
}
