import { Failure } from "./error.ts";
import { showForTypeError } from "./show.ts";
import {
  type Call,
  type Runtime,
  StarlarkBuiltin,
  StarlarkDict,
  StarlarkList,
  type TypeTest,
  type Value,
} from "./value.ts";

/** One parameter of a builtin. */
export interface BuiltinParameter {
  /** Name of the parameter. */
  readonly name: string;
  /** What the value must be; anything when absent. */
  readonly type?: TypeTest;
  /** How it may be given; both ways when absent. */
  readonly only?: "positional" | "named";
  /** May be left out. */
  readonly optional?: true;
}

/** Types that builtins ask for. */
export const TYPES: Readonly<Record<"str" | "int" | "bool" | "list" | "dict", TypeTest>> = {
  str: { name: "str", test: (value) => typeof value === "string" },
  int: { name: "int", test: (value) => typeof value === "bigint" },
  bool: { name: "bool", test: (value) => typeof value === "boolean" },
  list: { name: "list", test: (value) => value instanceof StarlarkList },
  dict: { name: "dict", test: (value) => value instanceof StarlarkDict },
};

/** Allows None besides a type. */
export function orNone(type: TypeTest): TypeTest {
  return { name: `None | ${type.name}`, test: (value) => value === null || type.test(value) };
}

/** Makes a builtin whose arguments are bound and checked before it runs; absent optional ones are undefined. */
export function builtin(
  name: string,
  parameters: readonly BuiltinParameter[],
  run: (args: readonly (Value | undefined)[], runtime: Runtime) => Value,
  type?: TypeTest,
): StarlarkBuiltin {
  return new StarlarkBuiltin(
    name,
    (call, runtime) => run(bindArguments(name, parameters, call), runtime),
    type,
    formOf(parameters).nameless,
  );
}

/** Builtins without names count their arguments in words of their own. */
export function requirePositional(parameters: readonly BuiltinParameter[], { args, named }: Call): void {
  if (named.size > 0) throw extraNamed([...named.keys()], "function");
  const least = parameters.filter(({ optional }) => optional !== true).length;
  const most = parameters.length;
  if (args.length >= least && args.length <= most) return;
  const expected = least === most ? `${most}` : `between ${least} and ${most}`;
  throw new Failure(
    "bad-arguments",
    `Wrong number of positional arguments, expected ${expected}, got ${args.length}`,
  );
}

/** Says which names a call gives that its callee does not know. */
export function extraNamed(names: readonly string[], callee: string): Failure {
  return new Failure(
    "bad-arguments",
    `Found \`${names.join("` `")}\` extra named parameter(s) for call to ${callee}`,
  );
}

interface Form {
  readonly positional: readonly BuiltinParameter[];
  /** No parameter can be given by name. */
  readonly nameless: boolean;
}

const FORMS = new WeakMap<readonly BuiltinParameter[], Form>();

function formOf(parameters: readonly BuiltinParameter[]): Form {
  const known = FORMS.get(parameters);
  if (known !== undefined) return known;
  const form = {
    positional: parameters.filter(({ only }) => only !== "named"),
    nameless: parameters.every(({ only }) => only === "positional"),
  };
  FORMS.set(parameters, form);
  return form;
}

/** Binds a call to parameters, in the order of checks of the reference implementation. */
export function bindArguments(
  name: string,
  parameters: readonly BuiltinParameter[],
  call: Call,
): readonly (Value | undefined)[] {
  const { positional, nameless } = formOf(parameters);
  if (nameless) requirePositional(parameters, call);
  const bound = new Map<string, Value>();
  for (const [at, value] of call.args.slice(0, positional.length).entries())
    bound.set(positional[at]!.name, value);
  const extra: string[] = [];
  for (const [key, value] of call.named) {
    const parameter = parameters.find(
      (candidate) => candidate.name === key && candidate.only !== "positional",
    );
    if (parameter === undefined) extra.push(key);
    else if (bound.has(key)) throw new Failure("runtime", `Argument \`${key}\` occurs more than once`);
    else bound.set(key, value);
  }
  for (const parameter of parameters) {
    if (parameter.optional || bound.has(parameter.name)) continue;
    const kind = parameter.only === undefined ? "" : `${parameter.only}-only `;
    throw new Failure(
      "bad-arguments",
      `Missing ${kind}parameter \`${parameter.name}\` for call to \`${name}\``,
    );
  }
  const surplus = call.args.length - positional.length;
  if (surplus > 0)
    throw new Failure("bad-arguments", `Found ${surplus} extra positional argument(s) for call to ${name}`);
  if (extra.length > 0) throw extraNamed(extra, name);
  return parameters.map((parameter) => {
    const value = bound.get(parameter.name);
    if (value !== undefined && parameter.type !== undefined && !parameter.type.test(value)) {
      const found = showForTypeError(value);
      const message = `Type of parameter \`${parameter.name}\` doesn't match, expected \`${parameter.type.name}\`, actual \`${found}\``;
      throw new Failure("type", message);
    }
    // The reference implementation leaves the last quote open.
    if (typeof value === "bigint" && isTooBig(value) && /\bint$/.test(parameter.type?.name ?? ""))
      throw new Failure(
        "type",
        `Error unpacking value for parameter \`${parameter.name}\` of type \`${parameter.type!.name}`,
      );
    return value;
  });
}

/** Builtins take ints of 32 bits where they ask for an int alone. */
function isTooBig(value: bigint): boolean {
  return BigInt.asIntN(32, value) !== value;
}
