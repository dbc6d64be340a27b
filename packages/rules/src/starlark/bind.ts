import { Failure } from "./error.ts";
import { repr, str } from "./show.ts";
import { extraNamed } from "./signature.ts";
import {
  type Call,
  codeOf,
  StarlarkDict,
  type StarlarkFunction,
  StarlarkTuple,
  typeName,
  type Value,
} from "./value.ts";

/** Binds a call to the parameters of a function and checks their types. */
export function bindFunction(callee: StarlarkFunction, call: Call, slots: (Value | undefined)[]): void {
  const name = repr(callee);
  const { parameters } = codeOf(callee);
  const positional = parameters.filter((parameter) => parameter.positional);
  const filled = new Map<string, Value>();
  for (const [at, value] of call.args.slice(0, positional.length).entries())
    filled.set(positional[at]!.name, value);
  const surplus = call.args.slice(positional.length);
  const extra = new Map<string, Value>();
  for (const [key, value] of call.named) {
    const parameter = parameters.find((each) => each.kind === "normal" && each.name === key);
    if (parameter === undefined) extra.set(key, value);
    else if (filled.has(key)) throw new Failure("runtime", `Argument \`${key}\` occurs more than once`);
    else filled.set(key, value);
  }
  for (const parameter of parameters) {
    if (parameter.kind !== "normal" || filled.has(parameter.name)) continue;
    if (parameter.fallback === undefined) {
      const kind = parameter.positional ? "" : "named-only ";
      throw new Failure(
        "bad-arguments",
        `Missing ${kind}parameter \`${parameter.name}\` for call to \`${name}\``,
      );
    }
    filled.set(parameter.name, parameter.fallback);
  }
  const rest = parameters.find(({ kind }) => kind === "args");
  if (rest !== undefined) filled.set(rest.name, new StarlarkTuple(surplus));
  else if (surplus.length > 0) {
    throw new Failure(
      "bad-arguments",
      `Found ${surplus.length} extra positional argument(s) for call to ${name}`,
    );
  }
  const keywords = parameters.find(({ kind }) => kind === "kwargs");
  if (keywords !== undefined) {
    const dict = new StarlarkDict();
    for (const [key, value] of extra) dict.set(key, value);
    filled.set(keywords.name, dict);
  } else if (extra.size > 0) throw extraNamed([...extra.keys()], name);
  for (const parameter of parameters) {
    const value = filled.get(parameter.name)!;
    if (parameter.type !== undefined && !parameter.type.test(value)) {
      const message = `Value \`${str(value)}\` of type \`${typeName(value)}\` does not match the type annotation \`${parameter.type.name}\` for argument \`${parameter.name}\``;
      throw new Failure("type", message);
    }
    slots[parameter.slot] = value;
  }
}
