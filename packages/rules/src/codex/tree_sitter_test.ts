import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { generateScript } from "../../test/fuzz/generate.ts";
import { Random } from "../../test/fuzz/random.ts";
import { splitPlainCommands } from "./plain-commands.ts";

interface Node {
  readonly type: string;
  readonly text: string;
  readonly isNamed: boolean;
  readonly hasError: boolean;
  readonly childCount: number;
  readonly children: readonly Node[];
}

const NAMED: ReadonlySet<string> = new Set([
  "program",
  "list",
  "pipeline",
  "command",
  "command_name",
  "word",
  "string",
  "string_content",
  "raw_string",
  "number",
  "concatenation",
]);
const TOKENS: ReadonlySet<string> = new Set(["&&", "||", ";", "|", '"', "'"]);

/** The rules of reference parsing on the tree of the grammar that Codex uses. */
function splitByTree(root: Node): readonly (readonly string[])[] | undefined {
  if (root.hasError) return undefined;
  const commands: Node[] = [];
  const plain = (node: Node): boolean => {
    if (node.isNamed ? !NAMED.has(node.type) : !TOKENS.has(node.type) && node.text.trim() !== "")
      return false;
    if (node.type === "command") commands.push(node);
    return node.children.every(plain);
  };
  if (!plain(root)) return undefined;
  const argvs = commands.map(readCommand);
  return argvs.length === 0 || argvs.includes(undefined)
    ? undefined
    : (argvs as readonly (readonly string[])[]);
}

function readCommand(command: Node): readonly string[] | undefined {
  const words: string[] = [];
  for (const child of command.children) {
    const inner = child.type === "command_name" ? child.children[0] : child;
    if (inner === undefined || (child.type === "command_name" && inner.type !== "word")) return undefined;
    const text = readWord(inner);
    if (text === undefined) return undefined;
    words.push(text);
  }
  return words;
}

function readWord(node: Node): string | undefined {
  switch (node.type) {
    case "word":
    case "number":
      return /^=|[{}*?[\]\\~^#$`]/.test(node.text) ? undefined : node.text;
    case "raw_string":
      return node.text.slice(1, -1);
    case "string":
      return node.children.every((child) => child.type === '"' || child.type === "string_content") &&
        !/\\[$`"\\\n]/.test(node.text)
        ? node.text.slice(1, -1)
        : undefined;
    case "concatenation": {
      const parts = node.children.map(readWord);
      const text = parts.join("");
      return parts.includes(undefined) || text === "" ? undefined : text;
    }
    default:
      return undefined;
  }
}

const CASES: readonly string[] = [
  "a",
  "a b c",
  "a && b || c; d | e",
  "a\nb",
  "a;",
  "a 'x y' \"z\"",
  "a -g'*.ts'",
  "a b=c",
  "a --x=y",
  "test a",
  "set -e; a",
  "let x=1",
  ". x",
  "eval a",
  "trap a EXIT",
  ": a",
  'a ""',
  "a ''\"\"",
  'r""m x',
  "'a' b",
  "1",
  "a 1",
  "a -1",
  "time a",
  "then",
  "fi",
  "do",
  "done",
  "in",
  "esac",
  "export A=1",
  "A=1 a",
  "a > f",
  "a 2>&1",
  "a &",
  "a |& b",
  "a # c",
  "(a)",
  "{ a; }",
  "! a",
  "[ a ]",
  "a $x",
  "a `b`",
  "a \\b",
  "a *",
  "a ~",
  "a ^",
  "a b#c",
  "",
  "a &&",
  "a b\\\n c",
  "a @{u}",
  "a HEAD~1",
  "a {",
  "a }",
  "a =b",
  "a b!c",
  "a !b",
  "a %",
  "a é",
  'a "b\\nc"',
  'a "b$"',
  'a "b\\$c"',
  "a\u00a0b",
  "a;b",
  "a|b",
  "a||b",
  "a&&b",
  "a ; ; b",
  "a\n\nb\n",
  "  a",
  "\ta",
  'a "b\'c"',
  "a 'b\"c'",
  "a\\\nb",
  "a <<< b",
  "a<b",
  "a$",
  'a "',
  "a '",
];

test("commands are split as the grammar of Codex splits them", async (context) => {
  const require = createRequire(import.meta.url);
  let parse: (script: string) => Node;
  try {
    const { Parser, Language } = (await import("web-tree-sitter")) as unknown as {
      Parser: {
        new (): { setLanguage(language: unknown): void; parse(text: string): { rootNode: Node } };
        init(): Promise<void>;
      };
      Language: { load(bytes: Uint8Array): Promise<unknown> };
    };
    await Parser.init();
    const parser = new Parser();
    parser.setLanguage(
      await Language.load(readFileSync(require.resolve("tree-sitter-bash/tree-sitter-bash.wasm"))),
    );
    parse = (script) => parser.parse(script).rootNode;
  } catch (error) {
    context.skip(`the grammar cannot be loaded: ${(error as Error).message}`);
    return;
  }
  const random = new Random(7);
  const scripts = [
    ...CASES,
    ...Array.from({ length: Number(process.env["PADDOCK_FUZZ"] ?? 1000) }, () => generateScript(random)),
  ];
  const different: unknown[] = [];
  for (const script of scripts) {
    // What the grammar makes of odd blanks depends on what stands around them; ours refuses or takes them as blanks.
    if (/\\\n\s*\\[ \t]|[^\S \t\n]|\ufeff|\u200b/.test(script)) continue;
    const ours = splitPlainCommands(script);
    const theirs = splitByTree(parse(script));
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) different.push({ script, ours, theirs });
  }
  assert.deepEqual(different, []);
});
