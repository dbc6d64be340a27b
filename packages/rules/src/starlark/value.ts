import type { Expression, FunctionShape, Statement } from "./ast.ts";
import { Failure } from "./error.ts";
import type { Position } from "./source.ts";

/**
 * A Starlark value. `null` is None, a bigint is an int, a number is a float; strings hold no lone surrogates.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | StarlarkBytes
  | StarlarkTuple
  | StarlarkList
  | StarlarkDict
  | StarlarkRange
  | StarlarkIterator
  | StarlarkFunction
  | StarlarkBuiltin
  | StarlarkType
  | StarlarkEllipsis;

/** Immutable bytes. */
export class StarlarkBytes {
  /** The bytes; not to be changed. */
  readonly bytes: Uint8Array;
  /** Makes the value. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** An immutable sequence. */
export class StarlarkTuple {
  /** The items in order. */
  readonly items: readonly Value[];
  /** Makes the value. */
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** A mutable sequence; changing it while something iterates over it fails. */
export class StarlarkList {
  /** The items in order. */
  readonly items: Value[];
  #iterations = 0;

  /** Makes the value. */
  constructor(items: Value[]) {
    this.items = items;
  }

  /** Marks the start (1) or end (-1) of an iteration. */
  iterate(change: 1 | -1): void {
    this.#iterations += change;
  }

  /** Returns the items for change. */
  mutable(): Value[] {
    if (this.#iterations > 0) failMutation();
    return this.items;
  }
}

/** A mutable mapping in insertion order. */
export class StarlarkDict {
  readonly #entries = new Map<string | object, [Value, Value]>();
  #iterations = 0;

  /** Number of entries. */
  get size(): number {
    return this.#entries.size;
  }

  /** Marks the start (1) or end (-1) of an iteration. */
  iterate(change: 1 | -1): void {
    this.#iterations += change;
  }

  /** Returns the value of a key. */
  get(key: Value): Value | undefined {
    return this.#entries.get(hashKey(key))?.[1];
  }

  /** Sets a value; a new key comes last. */
  set(key: Value, value: Value): void {
    const hash = hashKey(key);
    const entry = this.#entries.get(hash);
    if (this.#iterations > 0) failMutation();
    if (entry === undefined) this.#entries.set(hash, [key, value]);
    else entry[1] = value;
  }

  /** Removes a key and returns its value. */
  remove(key: Value): Value | undefined {
    if (this.#iterations > 0) failMutation();
    const hash = hashKey(key);
    const entry = this.#entries.get(hash);
    this.#entries.delete(hash);
    return entry?.[1];
  }

  /** Removes everything. */
  clear(): void {
    if (this.#iterations > 0) failMutation();
    this.#entries.clear();
  }

  /** Yields key and value pairs in order. */
  entries(): readonly (readonly [Value, Value])[] {
    return [...this.#entries.values()];
  }

  /** Yields the keys in order. */
  keys(): Value[] {
    return [...this.#entries.values()].map(([key]) => key);
  }
}

function failMutation(): never {
  throw new Failure("runtime", "This operation mutates an iterable for an iterator while iterating.");
}

/** A range of ints. */
export class StarlarkRange {
  /** First element. */
  readonly start: bigint;
  /** First element that is not in the range. */
  readonly stop: bigint;
  /** Distance between elements; never 0. */
  readonly step: bigint;
  /** Number of elements. */
  readonly length: number;

  /** Makes the value. */
  constructor(start: bigint, stop: bigint, step: bigint) {
    this.start = start;
    this.stop = stop;
    this.step = step;
    const distance = step > 0n ? stop - start : start - stop;
    const size = step > 0n ? step : -step;
    this.length = distance <= 0n ? 0 : Number((distance + size - 1n) / size);
  }

  /** Returns the element at an index from 0. */
  at(index: number): bigint {
    return this.start + this.step * BigInt(index);
  }
}

/** What `elems()` and `codepoints()` give: iterable, nothing else. */
export class StarlarkIterator {
  /** The items in order. */
  readonly items: readonly Value[];
  /** Makes the value. */
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** The value of `...`. */
export class StarlarkEllipsis {}

/** One activation: the local slots and the frame of the enclosing function. */
export interface Scope {
  readonly slots: (Value | undefined)[];
  readonly parent: Scope | undefined;
}

/** A parameter of a function value, its default and type evaluated. */
export interface BoundParameter {
  readonly kind: "normal" | "args" | "kwargs";
  readonly name: string;
  readonly slot: number;
  readonly positional: boolean;
  readonly fallback?: Value;
  readonly type?: TypeTest;
}

/** Says whether a value has a type; `name` is shown in errors. */
export interface TypeTest {
  /** Name shown in messages. */
  readonly name: string;
  /** Says whether a value has the type. */
  readonly test: (value: Value) => boolean;
  /** The alternatives of a union. */
  readonly union?: readonly TypeTest[];
}

/** What the evaluator keeps of a function. */
export interface FunctionCode {
  readonly parameters: readonly BoundParameter[];
  readonly shape: FunctionShape;
  readonly body: readonly Statement[] | Expression;
  readonly scope: Scope;
  readonly returns: TypeTest | undefined;
}

/** A function made by `def` or `lambda`. */
export class StarlarkFunction {
  /** Name shown in messages. */
  readonly name: string;
  /** Path of the file that it stands in. */
  readonly path: string;
  /** What the evaluator made of it; of no use to a host. */
  readonly code: unknown;

  /** Makes the value. */
  constructor(name: string, path: string, code: unknown) {
    this.name = name;
    this.path = path;
    this.code = code;
  }
}

/** Returns what the evaluator keeps of a function. */
export function codeOf(value: StarlarkFunction): FunctionCode {
  return value.code as FunctionCode;
}

/** A call as a builtin sees it. */
export interface Call {
  /** Positional arguments. */
  readonly args: readonly Value[];
  /** Named arguments in the order of the call. */
  readonly named: ReadonlyMap<string, Value>;
}

/** What a builtin may use of the evaluation. */
export interface Runtime {
  /** Pays for steps and memory. */
  step(count?: number): void;
  /** Pays for characters, cells or entries. */
  allocate(cells: number): void;
  /** Calls a callable value. */
  invoke(callee: Value, args: readonly Value[]): Value;
  /** Place of the call that runs now. */
  position(): Position;
}

/** A function of the host. */
export class StarlarkBuiltin {
  /** Name shown in messages. */
  readonly name: string;
  /** Runs the function; a `Failure` thrown by it gets the place of the call. */
  readonly run: (call: Call, runtime: Runtime) => Value;
  /** Set when the name also works as a type annotation. */
  readonly type: TypeTest | undefined;
  /** No parameter of it is given by name; default false. */
  readonly nameless: boolean;

  /** Makes the value. */
  constructor(
    name: string,
    run: (call: Call, runtime: Runtime) => Value,
    type?: TypeTest,
    nameless: boolean = false,
  ) {
    this.name = name;
    this.run = run;
    this.type = type;
    this.nameless = nameless;
  }
}

/** A type expression as a value, such as `list[str]`. */
export class StarlarkType {
  /** Says whether a value has the type. */
  readonly test: TypeTest;
  /** Makes the value. */
  constructor(test: TypeTest) {
    this.test = test;
  }
}

/** Names the type of a value as `type()` does. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return "float";
    case "string":
      return "string";
    default:
  }
  if (value === null) return "NoneType";
  if (value instanceof StarlarkList) return "list";
  if (value instanceof StarlarkTuple) return "tuple";
  if (value instanceof StarlarkDict) return "dict";
  if (value instanceof StarlarkRange) return "range";
  if (value instanceof StarlarkBytes) return "bytes";
  if (value instanceof StarlarkIterator) return "iterator";
  if (value instanceof StarlarkType) return "type";
  if (value instanceof StarlarkEllipsis) return "ellipsis";
  return "function";
}

/** Says whether a value counts as true. */
export function truth(value: Value): boolean {
  if (value === null || value === false || value === 0n || value === 0 || value === "") return false;
  if (value instanceof StarlarkList || value instanceof StarlarkTuple) return value.items.length > 0;
  if (value instanceof StarlarkDict) return value.size > 0;
  if (value instanceof StarlarkRange) return value.length > 0;
  if (value instanceof StarlarkBytes) return value.bytes.length > 0;
  return true;
}

/** Turns a hashable value into a key under which equal values meet. */
export function hashKey(value: Value): string | object {
  switch (typeof value) {
    case "string":
      return `s${value}`;
    case "bigint":
      return `i${value}`;
    case "number":
      return Number.isInteger(value) ? `i${BigInt(value)}` : `f${value}`;
    case "boolean":
      return value ? "true" : "false";
    default:
  }
  if (value === null) return "none";
  if (value instanceof StarlarkTuple) {
    const parts = value.items.map((item) => {
      const key = hashKey(item);
      return typeof key === "string" ? `${key.length}:${key}` : `o${identity(key)}`;
    });
    return `t${parts.join(",")}`;
  }
  if (value instanceof StarlarkBytes) return `b${value.bytes.join(",")}`;
  if (value instanceof StarlarkFunction || value instanceof StarlarkBuiltin) return value;
  if (value instanceof StarlarkType) return `y${value.test.name}`;
  throw new Failure("runtime", `Value of type \`${typeName(value)}\` is not hashable`);
}

const IDENTITIES = new WeakMap<object, number>();
let nextIdentity = 0;

function identity(value: object): number {
  const known = IDENTITIES.get(value);
  if (known !== undefined) return known;
  nextIdentity += 1;
  IDENTITIES.set(value, nextIdentity);
  return nextIdentity;
}
