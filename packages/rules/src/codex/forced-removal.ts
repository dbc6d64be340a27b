import { type Command as CommandSyntax, forEachChild, parse, type SyntaxNode, type Word } from "unbash";
import { baseName } from "../rule/path.ts";

const MAXIMUM_DEPTH = 8;
const SHELL = /^(?:bash|zsh|sh)$/;

/** Says whether Codex 0.169.0 takes an argv for a forced removal: `rm -f` in any of the places where it looks. */
export function isForcedRemoval(argv: readonly string[], depth = 0): boolean {
  if (depth > MAXIMUM_DEPTH) return true;
  const [program, ...args] = argv;
  if (program === undefined) return false;
  const name = baseName(program);
  if (name === "rm") return forces(args);
  if (name === "sudo") return isForcedRemoval(args, depth + 1);
  if (name === "env") return isForcedRemoval(afterEnvironment(args), depth + 1);
  if (name === "trap") return args[0] !== undefined && scriptRemoves(args[0], depth + 1);
  if (SHELL.test(name) && args.length === 2 && (args[0] === "-c" || args[0] === "-lc"))
    return scriptRemoves(args[1]!, depth + 1);
  return false;
}

function forces(args: readonly string[]): boolean {
  for (const word of args) {
    if (word === "--") return false;
    if (word === "--force" || (/^-[^-]/.test(word) && word.includes("f"))) return true;
  }
  return false;
}

function afterEnvironment(args: readonly string[]): readonly string[] {
  let at = 0;
  while (at < args.length) {
    const word = args[at]!;
    if (
      word !== "-i" &&
      word !== "--ignore-environment" &&
      word !== "--" &&
      !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word)
    )
      break;
    at += 1;
  }
  return args.slice(at);
}

/** Looks at every command of a script that parses, wherever it stands. */
export function scriptRemoves(script: string, depth = 0): boolean {
  if (depth > MAXIMUM_DEPTH) return true;
  const tree = parse(script);
  if (tree.errors !== undefined && tree.errors.length > 0) return false;
  return !hasOpenHereDocument(tree) && visit(tree, depth);
}

/** A here-document without its end mark is a syntax error to the parser that Codex uses. */
function hasOpenHereDocument(node: SyntaxNode): boolean {
  if (node.type === "HereDoc") return node.closing === undefined;
  let found = false;
  forEachChild(node, (child) => {
    found ||= hasOpenHereDocument(child);
  });
  return found;
}

function visit(node: SyntaxNode, depth: number): boolean {
  if (node.type === "Command" && isForcedRemoval(literalWords(node), depth)) return true;
  let found = false;
  forEachChild(node, (child) => {
    found ||= visit(child, depth);
  });
  return found;
}

function literalWords(command: CommandSyntax): readonly string[] {
  const name = command.name === undefined ? undefined : literalText(command.name);
  if (name === undefined) return [];
  const args = command.args.flatMap((word) => (word.type === "Word" ? [literalText(word)] : []));
  return [name, ...args.filter((text) => text !== undefined)];
}

function literalText(word: Word): string | undefined {
  if (word.parts === undefined) return word.text;
  let text = "";
  for (const part of word.parts) {
    if (part.type === "Literal") text += part.text;
    else if (part.type === "SingleQuoted") text += part.value;
    else if (part.type === "DoubleQuoted" && part.parts.every((child) => child.type === "Literal")) {
      text += part.parts.map((child) => child.text).join("");
    } else return undefined;
  }
  return text;
}
