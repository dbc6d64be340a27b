import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate, type Limits, repr, StarlarkBuiltin, StarlarkError, str } from "./mod.ts";

/** Runs a program and returns what it passed to `out`. */
function run(text: string, limits: Partial<Limits> = {}): readonly string[] {
  const seen: string[] = [];
  const out = new StarlarkBuiltin("out", ({ args }) => {
    seen.push(args.map(str).join(" "));
    return null;
  });
  evaluate("t.star", text, { builtins: [out], limits });
  return seen;
}

function failure(text: string, limits: Partial<Limits> = {}): StarlarkError {
  try {
    run(text, limits);
  } catch (error) {
    assert.ok(error instanceof StarlarkError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: `no error in ${JSON.stringify(text)}` });
}

const VALUES: readonly (readonly [string, string])[] = [
  ["1 + 2 * 3", "7"],
  ["7 // -2", "-4"],
  ["7 % -2", "-1"],
  ["1 / 2", "0.5"],
  ["1 << 70", "1180591620717411303424"],
  ["-5 >> 1", "-3"],
  ["~5 & 0xff | 0b1 ^ 0o7", "254"],
  ["1.5e3", "1500.0"],
  ["1e6", "1e+06"],
  ["3.0 == 3", "True"],
  ["[1, 'a', None, True]", '[1, "a", None, True]'],
  ["(1,)", "(1,)"],
  ["{'a': [1]}", '{"a": [1]}'],
  ["[x * y for x in range(3) for y in [1, 2] if x]", "[1, 2, 2, 4]"],
  ["{k: v for k, v in [('a', 1)]}", '{"a": 1}'],
  ["'abcdef'[::-2]", "fdb"],
  ["[1, 2, 3][-1]", "3"],
  ["range(2, 9, 3)", "range(2, 9, 3)"],
  ["list(range(2, 9, 3))", "[2, 5, 8]"],
  ["'a' in 'abc' and 1 not in [2]", "True"],
  ["not 1 == 2", "True"],
  ["[] or 'empty'", "empty"],
  ["'%s %r %d %x %%' % ('a', 'b', 3, 255)", 'a "b" 3 ff %'],
  ["'{} {!r} {{}}'.format('a', 'b')", 'a "b" {}'],
  ["'{1}{0}'.format('a', 'b')", "ba"],
  ["f\"{1 + 1}{'x'!r}{{y}}\"", '2"x"{y}'],
  ["'a,b,c'.split(',', 1)", '["a", "b,c"]'],
  ["'a b  c'.rsplit(None, 1)", '["a b", "c"]'],
  ["'Ab cd'.title()", "Ab Cd"],
  ["len('é😀')", "2"],
  ["'😀a'[1]", "a"],
  ["list('é'.codepoints())", "[233]"],
  ["sorted([3, 1, 2], reverse = True)", "[3, 2, 1]"],
  ["sorted(['bb', 'a'], key = len)", '["a", "bb"]'],
  ["max(1, 5, 3)", "5"],
  ["min([4, 2])", "2"],
  ["zip([1, 2], ['a', 'b'])", '[(1, "a"), (2, "b")]'],
  ["enumerate(['a'], 5)", '[(5, "a")]'],
  ["dict([('a', 1)], b = 2)", '{"a": 1, "b": 2}'],
  ["{'a': 1} | {'a': 2}", '{"a": 2}'],
  ["(type(1), type(1.0), type(len), type(None))", '("int", "float", "function", "NoneType")'],
  ["(int('0x1f', 16), int('-7'), int(3.9))", "(31, -7, 3)"],
  ["repr(b'a\\x00')", 'b"a\\x00"'],
  ["hash('abc')", "96354"],
  ["(lambda x, y = 2: x + y)(1)", "3"],
  ["getattr('a', 'upper')()", "A"],
  ["'\\x41\\u00e9\\101\\q'", "AéA\\q"],
  ["r'\\n'", "\\n"],
  ["'''a\nb'''", "a\nb"],
];

for (const [expression, expected] of VALUES) {
  test(`value of ${JSON.stringify(expression)}`, () => {
    assert.deepEqual(run(`out(${expression})`), [expected]);
  });
}

const ERRORS: readonly (readonly [string, string, string])[] = [
  ["x = (1", "Parse error: unexpected new line, expected symbol ')'", "1:7"],
  ["x = 1 +", "Parse error: unexpected new line, expected expression", "1:8"],
  [
    "x = 1 < 2 < 3",
    "Parse error: unexpected symbol '<', expected end of expression (comparisons are not associative in Starlark)",
    "1:11",
  ],
  ["if x\n  pass", "Parse error: unexpected new line, expected symbol ':'", "1:5"],
  ["while True: pass", "Parse error: cannot use reserved keyword `while`", "1:1"],
  ["x = 012", "Parse error: integer cannot have leading 0, got `012`", "1:5"],
  ["x = 'a", "Parse error: unfinished string literal", "1:5"],
  ["x = f'{1:2}'", "Parse error: unexpected symbol ':', expected f-string expression end '}'", "1:9"],
  ["def f(a, a): pass", "duplicated parameter name", "1:10"],
  ["def f(a = 1, b): pass", "positional parameter after non positional", "1:14"],
  ["return 1", "`return` cannot be used outside of a `def` function", "1:1"],
  ["f(a = 1, a = 2)", "repeated named argument", "1:10"],
  ["1 = 2", "left-hand-side of assignment must take the form `a`, `a.b` or `a[b]`", "1:1"],
  ["x = 1,", "unparenthesized tuple with trailing comma", "1:5"],
  ["x = xyzzy", "Variable `xyzzy` not found", "1:5"],
  ["x = leng", "Variable `leng` not found, did you mean `len`?", "1:5"],
  ["x = 1 + 'a'", "Operation `+` not supported for types `int` and `string`", "1:5"],
  ["x = 'a'.uper()", "Object of type `string` has no attribute `uper`, did you mean `upper`?", "1:5"],
  ["def f(a): pass\nf()", "Missing parameter `a` for call to `t.star.f`", "2:1"],
  ["def f(*, a): pass\nf()", "Missing named-only parameter `a` for call to `t.star.f`", "2:1"],
  ["def f(): pass\nf(1)", "Found 1 extra positional argument(s) for call to t.star.f", "2:1"],
  ["def f(): pass\nf(x = 1)", "Found `x` extra named parameter(s) for call to t.star.f", "2:1"],
  [
    "x = [1]\nfor y in x: x.append(1)",
    "This operation mutates an iterable for an iterator while iterating.",
    "2:13",
  ],
  [
    "x = {'a': 1}\nfor y in x: x['a'] = 2",
    "This operation mutates an iterable for an iterator while iterating.",
    "2:13",
  ],
  ["x = {'a': 1, 'a': 2}", 'Dictionary key repeated for `"a"`', "1:14"],
  ["len(1)", "Operation `len()` not supported on type `int`", "1:1"],
  [
    "def f(x: list[str]) -> int:\n    return 1\nf([1])",
    "Value `[1]` of type `list` does not match the type annotation `list[str]` for argument `x`",
    "3:1",
  ],
  ["def f(n):\n    return f(n + 1)\nf(0)", "Starlark call stack overflow", "2:12"],
];

for (const [text, message, at] of ERRORS) {
  test(`error of ${JSON.stringify(text)}`, () => {
    const error = failure(text);
    assert.equal(error.message, message);
    assert.equal(`${error.at.line}:${error.at.column}`, at);
  });
}

test("an error carries the call stack, outermost first", () => {
  const error = failure("def g():\n    fail('no')\ndef f():\n    g()\nf()");
  assert.deepEqual(
    error.frames.map(({ name, at }) => `${name} ${at.line}`),
    ["<module> 5", "f 4", "g 2", "fail 2"],
  );
  assert.equal(error.code, "fail");
});

const LIMITS: readonly (readonly [string, string, Partial<Limits>])[] = [
  ["steps", "for i in range(1000000):\n    pass", { steps: 10_000 }],
  ["memory", "x = 'a' * 1000000000", {}],
  ["memory in a loop", "x = ['a']\nfor i in range(60):\n    x = x + x", {}],
  ["memory by appending", "x = []\nfor i in range(1000000):\n    x.append(i)", { memory: 1000 }],
  ["size", `x = '${"a".repeat(200)}'`, { size: 100 }],
  ["nesting of brackets", `x = ${"[".repeat(5000)}${"]".repeat(5000)}`, {}],
  ["nesting of operators", `x = ${"-".repeat(5000)}1`, {}],
  ["nesting of conditions", `x = ${"1 if 1 else ".repeat(5000)}1`, {}],
  ["a long range", "x = list(range(2000000000))", {}],
  ["a wide shift", "x = 1 << 100000000000", {}],
  ["growing integers", "x = 3\nfor i in range(200):\n    x = x * x", {}],
  ["a nested value", "x = []\nfor i in range(100000):\n    x = [x]\nout(x == x[0])", {}],
];

for (const [name, text, limits] of LIMITS) {
  test(`${name} ends in an error at a limit`, () => {
    const error = failure(text, limits);
    assert.match(error.message, /[Ll]imit|overflow|too (?:large|long)|recursion/);
  });
}

test("a list inside itself can be shown", () => {
  assert.deepEqual(run("x = [1]\nx.append(x)\nout(x)"), ["[1, [...]]"]);
});

test("the same text always does the same", () => {
  const program = "d = {}\nfor i in range(100):\n    d[str(i * 7 % 13)] = i\nout(d)";
  assert.deepEqual(run(program), run(program));
});

test("a function of a file cannot reach anything but what it is given", () => {
  for (const name of ["open", "print", "load_module", "__import__", "globalThis", "process", "constructor"]) {
    assert.equal(failure(`x = ${name}`).code, "undefined-name");
  }
  assert.equal(failure("x = ''.constructor").code, "no-attribute");
  assert.equal(failure("x = {}.__proto__").code, "no-attribute");
});

test("repr escapes what cannot be seen", () => {
  assert.equal(repr('a\u00a0\u200b\n"é'), '"a\\xa0\\u200b\\n\\"\\xe9"');
});
