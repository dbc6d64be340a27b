import { equals } from "./equality.ts";
import { Failure } from "./error.ts";
import { iterate } from "./iterate.ts";
import { repr } from "./show.ts";
import { type BuiltinParameter, orNone, requirePositional, TYPES } from "./signature.ts";
import type { Method } from "./string-methods.ts";
import { type Runtime, StarlarkDict, StarlarkList, StarlarkTuple, type Value } from "./value.ts";

const value: BuiltinParameter = { name: "el", only: "positional" };
const needle: BuiltinParameter = { name: "needle", only: "positional" };
const optionalInt = (name: string): BuiltinParameter => ({
  name,
  only: "positional",
  optional: true,
  type: orNone(TYPES.int),
});

function clampIndex(length: number, given: Value | undefined, fallback: number): number {
  if (given === undefined || given === null) return fallback;
  const at = Number(given as bigint);
  return Math.min(Math.max(at < 0 ? at + length : at, 0), length);
}

/** Methods of lists, by name. */
export const LIST_METHODS: Readonly<Record<string, Method<StarlarkList>>> = {
  append: {
    parameters: [value],
    run: (self, [item], runtime) => {
      runtime.allocate(1);
      self.mutable().push(item!);
      return null;
    },
  },
  clear: {
    parameters: [],
    run: (self) => {
      self.mutable().length = 0;
      return null;
    },
  },
  extend: {
    parameters: [{ name: "other", only: "positional" }],
    run: (self, [other], runtime) => {
      const items = [...iterate(other!)];
      runtime.allocate(items.length);
      const target = self.mutable();
      for (const item of items) target.push(item);
      return null;
    },
  },
  index: {
    parameters: [needle, optionalInt("start"), optionalInt("end")],
    run: (self, [item, from, to]) => {
      const { items } = self;
      const end = clampIndex(items.length, to, items.length);
      for (let at = clampIndex(items.length, from, 0); at < end; at += 1) {
        if (equals(items[at]!, item!)) return BigInt(at);
      }
      throw new Failure("runtime", `Element '${repr(item!)}' not found in '${repr(self)}'`);
    },
  },
  insert: {
    parameters: [{ name: "index", only: "positional", type: TYPES.int }, value],
    run: (self, [at, item], runtime) => {
      runtime.allocate(1);
      const items = self.mutable();
      items.splice(clampIndex(items.length, at, 0), 0, item!);
      return null;
    },
  },
  pop: {
    parameters: [{ name: "index", only: "positional", optional: true, type: TYPES.int }],
    run: (self, [given]) => {
      const items = self.mutable();
      const at = given === undefined ? items.length - 1 : Number(given as bigint);
      if (at < 0 || at >= items.length) throw new Failure("runtime", `Index \`${at}\` is out of bound`);
      return items.splice(at, 1)[0]!;
    },
  },
  remove: {
    parameters: [needle],
    run: (self, [item]) => {
      const items = self.mutable();
      const at = items.findIndex((each) => equals(each, item!));
      if (at < 0) throw new Failure("runtime", `Element '${repr(item!)}' not found in list '${repr(self)}'`);
      items.splice(at, 1);
      return null;
    },
  },
};

const key: BuiltinParameter = { name: "key", only: "positional" };
const fallback: BuiltinParameter = { name: "default", only: "positional", optional: true };

function updateFrom(self: StarlarkDict, pairs: Value, runtime: Runtime): void {
  if (pairs instanceof StarlarkDict) {
    runtime.allocate(pairs.size);
    for (const [name, item] of pairs.entries()) self.set(name, item);
    return;
  }
  for (const pair of iterate(pairs)) {
    const parts = iterate(pair);
    if (parts.length !== 2) {
      throw new Failure(
        "runtime",
        "dict.update expect a list of pairs or a dictionary as first argument, got a list of non-pairs.",
      );
    }
    runtime.allocate(1);
    self.set(parts[0]!, parts[1]!);
  }
}

/** Methods of dicts, by name. */
export const DICT_METHODS: Readonly<Record<string, Method<StarlarkDict>>> = {
  clear: {
    parameters: [],
    run: (self) => {
      self.clear();
      return null;
    },
  },
  get: { parameters: [key, fallback], run: (self, [name, other]) => self.get(name!) ?? other ?? null },
  items: {
    parameters: [],
    run: (self, _args, runtime) => {
      runtime.allocate(self.size * 3);
      return new StarlarkList(self.entries().map((pair) => new StarlarkTuple(pair)));
    },
  },
  keys: {
    parameters: [],
    run: (self, _args, runtime) => {
      runtime.allocate(self.size);
      return new StarlarkList(self.keys());
    },
  },
  pop: {
    parameters: [key, { name: "default", optional: true }],
    run: (self, [name, other]) => {
      const found = self.remove(name!);
      if (found !== undefined) return found;
      if (other !== undefined) return other;
      throw new Failure("runtime", `Key \`${repr(name!)}\` not found in dictionary \`${repr(self)}\``);
    },
  },
  popitem: {
    parameters: [],
    run: (self) => {
      const [first] = self.entries();
      if (first === undefined) throw new Failure("runtime", "Cannot .popitem() on an empty dictionary");
      const pair = new StarlarkTuple([...first]);
      self.remove(first[0]);
      return pair;
    },
  },
  setdefault: {
    parameters: [key, fallback],
    run: (self, [name, other], runtime) => {
      const found = self.get(name!);
      if (found !== undefined) return found;
      runtime.allocate(1);
      self.set(name!, other ?? null);
      return other ?? null;
    },
  },
  update: {
    parameters: [],
    raw: true,
    run: (self, _args, runtime, call) => {
      requirePositional([{ ...value, optional: true }], { args: call.args, named: new Map() });
      const [pairs] = call.args;
      if (pairs !== undefined && pairs !== self) updateFrom(self, pairs, runtime);
      for (const [name, item] of call.named) self.set(name, item);
      return null;
    },
  },
  values: {
    parameters: [],
    run: (self, _args, runtime) => {
      runtime.allocate(self.size);
      return new StarlarkList(self.entries().map(([, item]) => item));
    },
  },
};
