import type { Random } from "../fuzz/random.ts";

const STRINGS: readonly string[] = [
  '"git"',
  '"a b c"',
  '""',
  '"Straße"',
  "'x'",
  'r"\\d"',
  '"""m\nl"""',
  '"é\\u0301"',
  '"\\x41\\n"',
  '"a,b,,c"',
  '"%s-%d"',
  '"{} {}"',
  '"{0}{1}"',
  '"{a}"',
  '"İ"',
  '"ﬁ"',
  '"😀x"',
  'b"ab"',
  '"  pad "',
  '"Title Case"',
  '"abcabc"',
  'f"{1 + 1}"',
  'f"{x!r}"',
];
const INTEGERS: readonly string[] = [
  "0",
  "1",
  "-1",
  "2",
  "7",
  "100",
  "0x1F",
  "0o17",
  "0b101",
  "9223372036854775807",
  "9223372036854775808",
  "-9223372036854775809",
  "123456789012345678901234567890",
  "2147483648",
  "1 << 40",
  "1 << 64",
];
const FLOATS: readonly string[] = [
  "1.5",
  "0.0",
  "-0.0",
  "1e10",
  "1e400",
  "3.0",
  "1e-7",
  ".5",
  "float('nan')",
  "float('inf')",
  "1e16",
  "123456789.0",
];
const METHODS: readonly string[] = [
  "capitalize()",
  "count('a')",
  "elems()",
  "codepoints()",
  "endswith('c')",
  "startswith(('a', 'g'))",
  "find('b')",
  "format(1, 2)",
  "format(a=1)",
  "format()",
  "index('a')",
  "isalnum()",
  "isalpha()",
  "isdigit()",
  "islower()",
  "isspace()",
  "istitle()",
  "isupper()",
  "join(['a', 'b'])",
  "join([1])",
  "lower()",
  "lstrip()",
  "lstrip('a')",
  "partition(' ')",
  "partition('')",
  "removeprefix('a')",
  "removesuffix('c')",
  "replace('a', 'X')",
  "replace('a', 'X', 1)",
  "rfind('a')",
  "rindex('z')",
  "rpartition(',')",
  "rsplit(',', 1)",
  "rsplit()",
  "rstrip()",
  "split(',')",
  "split()",
  "split('')",
  "split(None, 1)",
  "splitlines()",
  "splitlines(True)",
  "strip()",
  "title()",
  "upper()",
  "center(3)",
  "count()",
  "find('a', 1)",
  "find('a', -2, 9)",
  "startswith(1)",
  "nothing()",
  "isdecimal()",
  "split(',', maxsplit=1)",
  "endswith()",
  "replace('a')",
];
const LIST_METHODS: readonly string[] = [
  "append(1)",
  "clear()",
  "extend([1])",
  "extend(1)",
  "index(1)",
  "insert(0, 9)",
  "insert(-1, 9)",
  "pop()",
  "pop(0)",
  "pop(9)",
  "remove(1)",
  "remove(99)",
  "sort()",
  "append()",
  "index(1, 1)",
  "index(1, 0, 2)",
];
const DICT_METHODS: readonly string[] = [
  "get('a')",
  "get('z', 1)",
  "items()",
  "keys()",
  "values()",
  "pop('a')",
  "pop('z')",
  "pop('z', 2)",
  "popitem()",
  "setdefault('q')",
  "setdefault('a', 5)",
  "update({'u': 1})",
  "update([('p', 1)])",
  "update(k=2)",
  "clear()",
  "update([1])",
  "get()",
];
const CALLS: readonly string[] = [
  "abs",
  "all",
  "any",
  "bool",
  "bytes",
  "chr",
  "dict",
  "dir",
  "enumerate",
  "float",
  "hash",
  "int",
  "len",
  "list",
  "max",
  "min",
  "ord",
  "range",
  "repr",
  "reversed",
  "sorted",
  "str",
  "tuple",
  "type",
  "zip",
  "hasattr",
  "getattr",
  "fail",
  "print",
  "set",
  "nope",
  "lenn",
];
const OPERATORS: readonly string[] = [
  "+",
  "-",
  "*",
  "/",
  "//",
  "%",
  "==",
  "!=",
  "<",
  ">",
  "<=",
  ">=",
  "and",
  "or",
  "in",
  "not in",
  "|",
  "&",
  "^",
  "<<",
  ">>",
];

/** Makes Starlark expressions, most of them valid, with values of every type. */
export class ExpressionMaker {
  protected readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  protected of(...choices: (() => string)[]): string {
    return this.random.pick(choices)();
  }

  protected name(): string {
    return this.random.pick(["x", "y", "s", "l", "d", "t", "f", "i", "undefined_name", "g"]);
  }

  expression(depth = 0): string {
    if (depth > 3 || this.random.chance(0.25)) return this.#atom();
    const inner = (): string => this.expression(depth + 1);
    return this.of(
      () => `${inner()} ${this.random.pick(OPERATORS)} ${inner()}`,
      () => `(${inner()} ${this.random.pick(OPERATORS)} ${inner()})`,
      () => `${this.#call()}(${this.#arguments(depth)})`,
      () => `${this.random.pick(STRINGS)}.${this.random.pick(METHODS)}`,
      () => `s.${this.random.pick(METHODS)}`,
      () => `[${inner()}, ${inner()}]`,
      () => `(${inner()}, ${inner()})`,
      () => `{${this.random.pick(STRINGS)}: ${inner()}}`,
      () => `[${inner()}, 1, 2].${this.random.pick(LIST_METHODS)}`,
      () => `l.${this.random.pick(LIST_METHODS)}`,
      () => `{'a': ${inner()}}.${this.random.pick(DICT_METHODS)}`,
      () => `d.${this.random.pick(DICT_METHODS)}`,
      () => `${this.#atom()}[${this.#slice()}]`,
      () =>
        `${this.random.pick(["l", "s", "t", "'abcdef'", "[1, 2, 3]", "range(5)", "d"])}[${this.#slice()}]`,
      () => `${inner()} if ${inner()} else ${inner()}`,
      () => `[i for i in ${inner()}]`,
      () => `[i + j for i in [1, 2] for j in ${inner()} if i]`,
      () => `{i: ${this.#atom()} for i in ${inner()}}`,
      () => `(lambda a, b=1: ${inner()})(${this.#arguments(depth)})`,
      () => `not ${inner()}`,
      () => `-${inner()}`,
      () => `~${inner()}`,
      () => `+${inner()}`,
      () => `${this.random.pick(STRINGS)} % ${inner()}`,
      () => `${this.random.pick(STRINGS)} % (${inner()}, ${inner()})`,
      () => `f(${this.#arguments(depth)})`,
      () => `g(${this.#arguments(depth)})`,
      () => `type(${inner()})`,
      () => `str(${inner()})`,
      () => `f"{${this.#atom()}} {${this.name()}}"`,
      () => `${this.name()}.${this.random.pick(["x", "upper", "append", "keys", "foo"])}`,
      () =>
        `sorted(${inner()}, key=lambda v: ${this.#atom()}, reverse=${this.random.pick(["True", "False", "1"])})`,
    );
  }

  #call(): string {
    return this.random.chance(0.9) ? this.random.pick(CALLS) : this.name();
  }

  #atom(): string {
    return this.of(
      () => this.random.pick(STRINGS),
      () => this.random.pick(INTEGERS),
      () => this.random.pick(FLOATS),
      () => this.name(),
      () =>
        this.random.pick([
          "True",
          "False",
          "None",
          "[]",
          "()",
          "{}",
          "(1,)",
          "...",
          "[1, 'a', None]",
          "{'k': [1]}",
          "range(3)",
          "range(5, 0, -2)",
          "len",
          "str",
        ]),
    );
  }

  #arguments(depth: number): string {
    const count = this.random.pick([0, 1, 1, 1, 2, 2, 3]);
    return Array.from({ length: count }, () =>
      this.random.chance(0.82)
        ? this.expression(depth + 2)
        : this.of(
            () => `a=${this.#atom()}`,
            () => `*${this.#atom()}`,
            () => `**${this.#atom()}`,
            () => `key=${this.#atom()}`,
          ),
    ).join(", ");
  }

  #slice(): string {
    const bound = (): string =>
      this.random.pick(["", "0", "1", "-1", "2", "-2", "9", "-9", "None", "'a'", "1.0"]);
    return this.of(
      () => bound() || "0",
      () => `${bound()}:${bound()}`,
      () => `${bound()}:${bound()}:${bound()}`,
      () => "0",
      () => "'k'",
    );
  }
}
