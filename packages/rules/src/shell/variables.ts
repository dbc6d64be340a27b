import { type Assignment, forEachChild, type ParsedScript, type SyntaxNode, type Word } from "unbash";
import { expandWord, type Variables, type WideWord, type WordContext } from "./wide-word.ts";

const SETS_SOMETHING = /=|\b(?:for|select)\b/;
/** Variables that the shell sets by itself. */
const SET_BY_SHELL =
  /^(?:_|S?RANDOM|EPOCH\w+|BASHPID|GROUPS|HISTCMD|E?UID|PPID|SHELLOPTS|REPLY|OPTARG|OPTIND|MAPFILE|COPROC\w*|BASH_\w+|PIPESTATUS|FUNCNAME|DIRSTACK|LINENO|SECONDS|OLDPWD|PWD|COMP\w*|READLINE_\w+)$/;
/** Everything beside plain assignments that may set a variable, and what is read differently than the parser does. */
const MORE_THAN_PLAIN =
  /\(\(|\[\[|\$\[|\$\{(?![A-Za-z_]\w*\})|\$['"]|[<>]\(|\+=|\]=|\bIFS\b|\b(?:select|coproc)\b|\{\w+\}[<>]|\\\n/;
/** Those that may hold a text which stands in the script. */
const TEXT_BY_SHELL =
  /^(?:_|REPLY|OPTARG|MAPFILE|COPROC\w*|BASH\w*|SUDO_COMMAND|FUNCNAME|DIRSTACK|COMP\w*|READLINE_\w+|PS\d)$/;
const NONE: Variables = new Map();
const MAXIMUM_VALUES = 16;
const MAXIMUM_ROUNDS = 3;

/**
 * Says whether a text sets variables by plain assignments and loops alone, and only puts their values in a place. What
 * its commands set is another question.
 */
export function onlyPlainAssignments(text: string): boolean {
  return !MORE_THAN_PLAIN.test(text);
}

/** Says whether the shell may put a text of the script into a variable by itself. */
export function holdsTextByShell(name: string): boolean {
  return TEXT_BY_SHELL.test(name);
}

/** Says whether a variable has a value in every environment, or one of the shell's own, before the script gives it one. */
export function mayBeInherited(name: string): boolean {
  return INHERITED.test(name);
}

const INHERITED =
  /^(?:BASH\w*|SHELL|SHLVL|HOME|PATH|USER|LOGNAME|TERM|EDITOR|VISUAL|PAGER|LANG|LC_\w+|TMPDIR|HOST\w*|OSTYPE|MACHTYPE|OPTERR|MAIL|DISPLAY|SSH_\w+|XDG_\w+|PS\d|SUDO_\w+|COLUMNS|LINES|_)$/;
/** Collects what a script gives each variable in an assignment, a loop or a default, in whatever order. */
export function collectVariables(script: ParsedScript, text: string): Variables {
  if (!SETS_SOMETHING.test(text)) return NONE;
  let variables: Map<string, (string | undefined)[]> = new Map();
  // Values may name other variables, of which at first anything is believed; each round knows more.
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const collector = new Collector(variables);
    collector.visit(script);
    variables = collector.found;
    if (![...variables.values()].some((values) => values.includes(undefined))) break;
  }
  for (const [name, values] of variables) if (SET_BY_SHELL.test(name)) values.push(undefined);
  return variables;
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
  readonly #context: WordContext;

  constructor(variables: Variables) {
    this.#context = {
      variables,
      // The visit of the children comes to every script.
      onScript: () => undefined,
      onText: () => undefined,
      onDefault: (name, values) => {
        if (name !== undefined)
          this.#add(
            name,
            values.flatMap((words) => this.#texts(words, false)),
          );
      },
    };
  }

  visit(node: SyntaxNode): void {
    if (node.type === "Assignment") this.#assignment(node);
    else if (node.type === "For" || node.type === "Select") {
      for (const word of node.wordlist ?? []) this.#add(node.name.value, this.#values(word, true));
      if (node.wordlist === undefined) this.#add(node.name.value, [undefined]);
    }
    if (node.type === "Word") expandWord(node, this.#context);
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
    // A `~` behind a colon stands for a folder.
    if (node.value.text.includes(":~")) values.push(undefined);
    if (!node.append) {
      this.#add(node.name, values);
      return;
    }
    const before = ["", ...(this.#context.variables.get(node.name) ?? [undefined])];
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
