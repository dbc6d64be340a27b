import type { Random } from "../fuzz/random.ts";
import { ExpressionMaker } from "./expression-maker.ts";

/** One rule file and the argv to check with it. */
export interface RuleCase {
  readonly text: string;
  readonly argv: readonly string[];
}

const WORDS: readonly string[] = ["git", "push", "status", "ls", "-rf", "npm", "", "Straße", "a b", "é"];
const PUNCTUATION: readonly string[] = [
  ..."()[]{},:=+-*/%|&^~<>.;'\"\\#@!$?`\n\t ",
  "\r\n",
  "  ",
  "\u00a0",
  "\ufeff",
  "0",
  "é",
];
const BROKEN: readonly string[] = [
  "while True: pass",
  "import os",
  "class A: pass",
  "x = 1 +",
  "def f(:",
  "return 1",
  "break",
  "continue",
  "x = [1, 2",
  "x = {1}",
  "x = 1 < 2 < 3",
  "a b",
  "x = 'abc",
  'x = "a" "b"',
  "if x\n  pass",
  "for i in 1: pass",
  "for in []: pass",
  "def f(a, a): pass",
  "def f(a=1, b): pass",
  "f(a=1, 2)",
  "f(a=1, a=2)",
  "f(**x, *y)",
  "x = 1__0",
  "x = 0777",
  "load('a', 'b')",
  "load('a')",
  "load()",
  "load(x, 'y')",
  "def g():\n  load('a', 'b')",
  "x += 1",
  "1 = x",
  "f() = 1",
  "(a, b) += 1",
  "[a, *b] = [1]",
  "x: int = 'a'",
  "def h(a: str): pass\nh(1)",
  "def h() -> int: return 'a'\nh()",
  "def h(a: nope): pass",
  "lambda: x =",
  "x = lambda a, a: 1",
  "del x",
  "assert x",
  "with x: pass",
  "try: pass",
  "raise x",
  "yield 1",
  "global x",
  "x = y is z",
  "x := 1",
  "x = 1 ** 2",
  "@d\ndef f(): pass",
  "def f(a, /, b): pass",
  "def f(*, a): pass\nf(1)",
  "def f(*a, *b): pass",
  "def f(**k, a): pass",
  "pass pass",
  "if True: pass\n else: pass",
  "\tx = 1",
  "if True:\n\tx = 1",
  "if True:\nx = 1",
  "x = 1\n  y = 2",
  "def f():\n  x = 1\n y = 2",
  'x = f"{"',
  'x = f"{}"',
  'x = f"{a:>3}"',
  'x = f"{a=}"',
  'x = rf"a"',
  "x = '\\q'",
  "x = '\\x4'",
  "x = '\\u12'",
  "x = '\\U00110000'",
  'x = """abc',
  "x = 1.2.3",
  "x = 1e",
  "x = 0x",
  "x = 0b2",
  "x = 0o8",
  "x = 1a",
  "f(,)",
  "[,]",
  "{,}",
  "x = (1,,2)",
  "x = not",
  "for x in y pass",
  "elif x: pass",
  "else: pass",
  "def f(): return\nx = f()()",
  "def r(n): return r(n + 1)\nr(0)",
  "x = [i for i in range(3)",
  "x = [for i in y]",
  "x = {a: b for a}",
  "x = y if z",
  "x.y = 1",
  "l = [1]\nl[0] = 2\nl[5] = 1",
  "d = {}\nd[[]] = 1",
  "d = {1: 1, 1: 2}",
  "l = [1]\nfor i in l: l.append(1)",
  "x = undefined",
  "prefix_rule",
  "prefix_rule = 1\nprefix_rule()",
  "\\",
  "x = \\\n1",
  "x = 1;; y = 2",
  ";",
  "x = 1; ; y",
  "if True: x = 1; y = 2",
  "x = ?",
  "$",
  "x = `a`",
  "!x",
  "x = a!b",
];

/** Makes rule files: Starlark programs around calls of the builtins, valid and not. */
export class RuleMaker extends ExpressionMaker {
  /** Most of the file shall be valid. */
  #calm = false;

  /** Makes one case. */
  make(): RuleCase {
    this.#calm = this.random.chance(0.35);
    const argv = [
      this.random.pick([...WORDS, "git", "git", "git", "GIT"]),
      ...(this.random.chance(0.7) ? [this.random.pick(WORDS)] : []),
    ];
    let text = !this.#calm && this.random.chance(0.55) ? this.#program() : this.#rules();
    if (!this.#calm && this.random.chance(0.18)) text = this.#mutate(text);
    return { text, argv };
  }

  #program(): string {
    const lines = [
      'x = 3\ny = 2.5\ns = "a b,c"\nl = [3, 1, 2]\nd = {"a": 1, "k": "v"}\nt = (1, "z")',
      "def f(a, b=2, *c, **k): return [a, b, c, k]",
      "def g(a, *, b=1):\n    if a:\n        return a\n    return b",
    ];
    const count = 1 + Math.floor(this.random.next() * 3);
    for (let at = 0; at < count; at += 1) lines.push(this.#statement());
    lines.push(
      this.random.chance(0.75)
        ? `fail(repr(${this.expression()}))`
        : `prefix_rule(pattern=[str(${this.expression()})])`,
    );
    return `${lines.join("\n")}\n`;
  }

  #statement(): string {
    const inner = (): string => this.expression(1);
    return this.of(
      () => `${this.random.pick(["x", "y", "s", "l", "d"])} = ${inner()}`,
      () => `x ${this.random.pick(["+=", "-=", "*=", "//=", "%=", "|=", "&=", "<<=", "/="])} ${inner()}`,
      () => `l[${this.random.pick(["0", "-1", "9", "'a'"])}] = ${inner()}`,
      () => `d[${inner()}] = 1`,
      () => `x, y = ${inner()}`,
      () => `[x, (y, s)] = [1, ${inner()}]`,
      () =>
        `for i in ${inner()}:\n    x = i\n    ${this.random.pick(["break", "continue", "pass", "l.append(i)"])}`,
      () => `if ${inner()}:\n    x = 1\nelif ${inner()}:\n    x = 2\nelse:\n    x = 3`,
      () =>
        `def h(a${this.random.pick(["", "=1", ": int", ": str = 'q'", ": list[int]", ": int | None"])})${this.random.pick(["", " -> str", " -> int", " -> None"])}:\n    return ${inner()}\nx = h(${inner()})`,
      () => `def outer():\n    def inner(n):\n        return ${inner()}\n    return inner(1)\ny = outer()`,
      () =>
        `x: ${this.random.pick(["int", "str", "list", "dict[str, int]", "typing.Any", "nope", "int | str", "None", "tuple[int, ...]", "bool"])} = ${inner()}`,
      () => this.random.pick(BROKEN),
      () => inner(),
    );
  }

  #rules(): string {
    const count = 1 + Math.floor(this.random.next() * 3);
    return (
      Array.from({ length: count }, () => this.#call()).join(
        this.random.pick(["\n", "\n\n", "\r\n", " ; "]),
      ) + this.random.pick(["", "\n"])
    );
  }

  #call(): string {
    if (this.#calm && this.random.chance(0.93)) return this.#soundRule();
    return this.of(
      () => this.#prefixRule(),
      () => this.#prefixRule(),
      () => this.#prefixRule(),
      () =>
        `network_rule(${this.#some([`host=${this.#value(['"a.com"', '"*.a.com"', '" A.com. "', '"[::1]:80"', '"a.com:443"', '"http://a"', '""', '"a b"', "1"])}`, `protocol=${this.#value(['"http"', '"https"', '"socks5_tcp"', '"HTTP"', '"ftp"', "None"])}`, `decision=${this.#value(['"allow"', '"deny"', '"ask"', '"forbidden"', '"prompt"', "1"])}`, `justification=${this.#value(['"why"', '""', '" "', "None"])}`])})`,
      () =>
        `host_executable(${this.#some([`name=${this.#value(['"git"', '"a/b"', '""', '"."', "1"])}`, `paths=${this.#value(['["/usr/bin/git"]', '["git"]', '["/usr/bin/ls"]', "[]", '["/a/../usr/bin/git", "/usr//bin/git"]', "[1]", "None", '("/usr/bin/git",)'])}`])})`,
      () => `for w in ["git", "ls"]:\n    prefix_rule(pattern=[w])`,
      () => `[prefix_rule(pattern=[w]) for w in [${this.expression(2)}]]`,
      () =>
        `def rule(*words): prefix_rule(pattern=list(words))\nrule("git"${this.random.chance(0.3) ? `, ${this.expression(2)}` : ""})`,
      () =>
        `prefix_rule(*[["git"]${this.random.chance(0.5) ? ', "prompt"' : ""}], **${this.random.pick(["{}", '{"match": [["git"]]}', '{"nope": 1}', "1", "{1: 2}"])})`,
      () => this.random.pick(BROKEN),
    );
  }

  /** A rule that is sound and often matches. */
  #soundRule(): string {
    const { random } = this;
    const word = (): string =>
      random.pick([
        '"git"',
        '"git"',
        '"push"',
        '["ls", "git"]',
        '["push", "status"]',
        '"Straße"',
        '"STRASSE"',
        '"é"',
        '"e\\u0301"',
        '""',
      ]);
    const pattern = [
      random.pick(['"git"', '["git", "npm"]', word()]),
      ...Array.from({ length: random.pick([0, 0, 1, 2]) }, word),
    ];
    return `prefix_rule(${[
      `pattern = [${pattern.join(", ")}]`,
      ...(random.chance(0.7) ? [`decision = "${random.pick(["allow", "prompt", "forbidden"])}"`] : []),
      ...(random.chance(0.3) ? [`justification = "${random.pick(["why", "ünï", "a\\nb", "'"])}"`] : []),
      ...(random.chance(0.3) ? [`canonical_matching = ${random.pick(["True", "False"])}`] : []),
    ].join(", ")})`;
  }

  #prefixRule(): string {
    const words = (): string =>
      this.#value([
        '"git"',
        '"push"',
        '["a", "git"]',
        '["git"]',
        "[]",
        '""',
        "1",
        "None",
        '("a",)',
        '[["a"]]',
        '"Straße"',
        '"-rf"',
        '["x", 1]',
      ]);
    const pattern = this.random.chance(0.8)
      ? `[${Array.from({ length: this.random.pick([1, 1, 2, 3, 0]) }, words).join(", ")}]`
      : this.#value(['"git"', "None", '("git",)', "{}", "1", "range(2)", this.expression(2)]);
    const example = (): string =>
      this.#value([
        '"git push"',
        '["git", "push"]',
        '"ls"',
        '""',
        "1",
        "[]",
        '"git \'x"',
        '"git push # c"',
        "[1]",
        '"a\\\\"',
      ]);
    return `prefix_rule(${this.#some([
      this.random.chance(0.9) ? `pattern=${pattern}` : pattern,
      ...(this.random.chance(0.6)
        ? [
            `decision=${this.#value(['"allow"', '"prompt"', '"forbidden"', '"Allow"', '"deny"', '""', "None", "1", '"prompt-user"'])}`,
          ]
        : []),
      ...(this.random.chance(0.3) ? [`match=[${example()}]`] : []),
      ...(this.random.chance(0.2) ? [`not_match=[${example()}, ${example()}]`] : []),
      ...(this.random.chance(0.2)
        ? [`justification=${this.#value(['"why"', '""', '"\\u00a0"', "None", "1", '"ünï"'])}`]
        : []),
      ...(this.random.chance(0.15)
        ? [`canonical_matching=${this.#value(["True", "False", "1", "None"])}`]
        : []),
      ...(this.random.chance(0.03) ? ["nope=1"] : []),
    ])})`;
  }

  #value(choices: readonly string[]): string {
    return this.random.chance(this.#calm ? 0.97 : 0.55) ? choices[0]! : this.random.pick(choices);
  }

  #some(items: readonly string[]): string {
    return items.filter(() => this.#calm || this.random.chance(0.97)).join(", ");
  }

  #mutate(text: string): string {
    const characters = [...text];
    for (let edit = 0; edit < 1 + Math.floor(this.random.next() * 2); edit += 1) {
      const at = Math.floor(this.random.next() * (characters.length + 1));
      const kind = this.random.next();
      if (kind < 0.45) characters.splice(at, 0, this.random.pick(PUNCTUATION));
      else if (kind < 0.8) characters.splice(at, 1);
      else characters.splice(at, 1, this.random.pick(PUNCTUATION));
    }
    return characters.join("");
  }
}

/** Makes many cases. */
export function makeRuleCases(random: Random, count: number): readonly RuleCase[] {
  const maker = new RuleMaker(random);
  return Array.from({ length: count }, () => maker.make());
}
