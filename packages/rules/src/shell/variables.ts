import {
  type Assignment,
  type Command,
  forEachChild,
  type ParsedScript,
  type SyntaxNode,
  type Word,
} from "unbash";
import { expandWord, type Variables, type WideWord, type WordContext } from "./wide-word.ts";

const SETS_SOMETHING =
  /(?:^|[\s;&|(){}`[:])[A-Za-z_][A-Za-z0-9_]*(?:\[[^\]]*\])?\+?=|\b(?:for|select|read|getopts|mapfile|readarray|printf|let)\b|\(\(|\$\[|\$\{[^}]*=/;
/** Builtins that set the variables named in their operands to something unknown. */
const READERS: ReadonlySet<string> = new Set(["read", "getopts", "mapfile", "readarray", "printf", "let"]);
const SETS_NUMBER =
  /([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]]*\])?\s*(?:\+\+|--|(?:[-+*/%&|^]|<<|>>)?=(?!=))|(?:\+\+|--)\s*([A-Za-z_][A-Za-z0-9_]*)/g;
/** Where the shell reads arithmetic: parentheses, comparisons of numbers, subscripts, slices. */
const ARITHMETIC =
  /\(\([\s\S]*?\)\)|\$\[[^\]]*\]|\[\[(?=[\s\S]*-(?:eq|ne|lt|le|gt|ge)\b)[\s\S]*?\]\]|\w\[[^\]]*\]|\$\{\w+(?:\[[^\]]*\])?:(?![-=?+])[^}]*\}/g;
/** Variables that the shell sets by itself. */
const SET_BY_SHELL =
  /^(?:REPLY|OPTARG|OPTIND|MAPFILE|COPROC\w*|BASH_\w+|PIPESTATUS|FUNCNAME|DIRSTACK|RANDOM|LINENO|SECONDS|OLDPWD|PWD|COMP\w*|READLINE_\w+)$/;
const NONE: Variables = new Map();
const MAXIMUM_VALUES = 16;

/** Collects what each variable may hold that a script sets anywhere, in whatever order. */
export function collectVariables(script: ParsedScript, text: string): Variables {
  if (!SETS_SOMETHING.test(text)) return NONE;
  let variables: Map<string, (string | undefined)[]> = new Map();
  // Values may name other variables; three rounds settle chains of that length, longer ones stay unknown.
  for (let round = 0; round < 3; round += 1) {
    const collector = new Collector(variables);
    collector.visit(script);
    collector.arithmetic(text);
    const before = variables;
    variables = collector.found;
    if (round < 2 || !(collector.appends || collector.open)) continue;
    for (const [name, values] of variables)
      if (collector.open || values.length !== before.get(name)?.length) values.push(undefined);
  }
  for (const [name, values] of variables) if (SET_BY_SHELL.test(name)) values.push(undefined);
  return variables;
}

/** `declare -n` makes a variable another name of a variable. */
function refersToOthers({ name, suffix }: Command): boolean {
  return (
    /^(?:declare|typeset|local)$/.test(name?.value ?? "") &&
    suffix.some((part) => part.type === "Word" && /^-[A-Za-z]*n/.test(part.value))
  );
}

/** An assignment does not split what it takes over: the word with its expansions in quotes. */
function unsplit(word: Word): Word {
  const parts = word.parts?.map((part) =>
    part.type === "SimpleExpansion" || part.type === "ParameterExpansion"
      ? { type: "DoubleQuoted" as const, pos: part.pos, end: part.end, text: part.text, parts: [part] }
      : part,
  );
  return { type: "Word", text: word.text, value: word.value, pos: word.pos, end: word.end, parts };
}

class Collector {
  readonly found = new Map<string, (string | undefined)[]>();
  /** Something is added to a variable, in a loop perhaps again and again. */
  appends = false;
  /** A variable is set whose name is not fixed. */
  open = false;
  readonly #context: WordContext;

  constructor(variables: Variables) {
    this.#context = {
      variables,
      onScript: (script) => this.visit(script),
      onText: () => undefined,
      onDefault: (name, values) => {
        if (name === undefined) this.open = true;
        else
          this.#add(
            name,
            values.flatMap((words) => this.#texts(words, false)),
          );
      },
    };
  }

  /** Arithmetic sets variables too, to numbers that are not worked out. */
  arithmetic(text: string): void {
    for (const [inside] of text.matchAll(ARITHMETIC)) {
      for (const match of inside.matchAll(SETS_NUMBER)) this.#add((match[1] ?? match[2])!, [undefined]);
    }
  }

  visit(node: SyntaxNode): void {
    if (node.type === "Assignment") this.#assignment(node);
    else if (node.type === "For" || node.type === "Select") {
      for (const word of node.wordlist ?? []) this.#add(node.name.value, this.#values(word, true));
      if (node.wordlist === undefined) this.#add(node.name.value, [undefined]);
    } else if (node.type === "Command" && refersToOthers(node)) {
      for (const part of node.suffix) if (part.type === "Assignment") this.#add(part.name, [undefined]);
    } else if (node.type === "Command" && READERS.has(node.name?.value ?? "")) {
      for (const word of node.args) {
        const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(word.type === "Word" ? word.value : word.name);
        if (name !== null) this.#add(name[0], [undefined]);
      }
    }
    if ("redirects" in node) {
      for (const { descriptor } of node.redirects)
        if (descriptor?.type === "FileDescriptorVariable") this.#add(descriptor.name, [undefined]);
    }
    if (node.type === "Word") expandWord(node, this.#context);
    if (node.type === "Command") {
      // A value that the parser cut short, at a process substitution, is not known.
      for (const part of node.prefix) {
        if (part.type === "Assignment" && part.end === node.name?.pos) this.#add(part.name, [undefined]);
      }
    }
    forEachChild(node, (child) => {
      this.visit(child);
    });
  }

  #assignment(node: Assignment): void {
    if (node.value.type === "ArrayValue") {
      for (const element of node.value.elements) this.#add(node.name, this.#values(element, true));
      return;
    }
    const values = [...this.#values(node.value, false), ...this.#values(unsplit(node.value), false)];
    if (!node.append) {
      this.#add(node.name, values);
      return;
    }
    this.appends = true;
    // The first addition meets a variable that is not set.
    const before = ["", ...(this.#context.variables.get(node.name) ?? [])];
    this.#add(node.name, [
      ...before.flatMap((old) =>
        values.map((value) => (old === undefined || value === undefined ? undefined : old + value)),
      ),
    ]);
  }

  #values(word: Word, split: boolean): readonly (string | undefined)[] {
    return expandWord(word, this.#context).flatMap((words) => this.#texts(words, split));
  }

  #texts(words: readonly WideWord[], split: boolean): readonly (string | undefined)[] {
    const texts = words.map((each) => (each.kind === "text" ? each.text : undefined));
    if (split) return texts;
    return texts.includes(undefined) ? [undefined] : [texts.join(" ")];
  }

  #add(name: string, values: readonly (string | undefined)[]): void {
    const known = this.found.get(name) ?? [];
    for (const value of values) if (!known.includes(value)) known.push(value);
    this.found.set(name, known.length > MAXIMUM_VALUES ? [undefined] : known);
  }
}
