import { DICT_METHODS, LIST_METHODS } from "./container-methods.ts";
import { didYouMean } from "./did-you-mean.ts";
import { Failure } from "./error.ts";
import { callMethod, type Method, STRING_METHODS } from "./string-methods.ts";
import {
  type Call,
  type Runtime,
  StarlarkBuiltin,
  StarlarkBytes,
  StarlarkDict,
  StarlarkIterator,
  StarlarkList,
  typeName,
  type Value,
} from "./value.ts";

const BYTES_METHODS: Readonly<Record<string, Method<StarlarkBytes>>> = {
  elems: {
    parameters: [],
    run: (self) =>
      new StarlarkIterator([...self.bytes].map((byte) => new StarlarkBytes(Uint8Array.of(byte)))),
  },
};

function methodsOf(value: Value): Readonly<Record<string, Method<never>>> {
  if (typeof value === "string") return STRING_METHODS;
  if (value instanceof StarlarkList) return LIST_METHODS;
  if (value instanceof StarlarkDict) return DICT_METHODS;
  return value instanceof StarlarkBytes ? BYTES_METHODS : {};
}

/** `int.type` and its like are the names that `type()` gives. */
function typeNameOf(value: Value): string | undefined {
  if (!(value instanceof StarlarkBuiltin) || value.type === undefined) return undefined;
  return value.name === "str" ? "string" : value.name;
}

/** Lists the attributes of a value, sorted. */
export function attributes(value: Value): readonly string[] {
  if (typeNameOf(value) !== undefined) return ["type"];
  return Object.keys(methodsOf(value)).sort();
}

/** Returns an attribute, or undefined where the value has none of that name. */
export function attribute(value: Value, name: string): Value | undefined {
  if (name === "type") return typeNameOf(value);
  const methods = methodsOf(value);
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) return undefined;
  const nameless = method.parameters?.every(({ only }) => only === "positional") ?? true;
  const run = (call: Call, runtime: Runtime): Value =>
    callMethod(name, method, value as never, call, runtime);
  return new StarlarkBuiltin(name, run, undefined, nameless);
}

/** Fails because a value has no such attribute. */
export function noAttribute(value: Value, name: string): never {
  const better = didYouMean(name, attributes(value));
  const hint = better === undefined ? "" : `, did you mean \`${better}\`?`;
  throw new Failure(
    "no-attribute",
    `Object of type \`${typeName(value)}\` has no attribute \`${name}\`${hint}`,
  );
}
