import {
  type Assignment,
  type Command as CommandSyntax,
  type DoubleQuotedChild,
  forEachChild,
  type HereDoc,
  type HereString,
  type ParsedScript,
  type Pipeline,
  type Redirected,
  type Redirection,
  type SyntaxNode,
  type Word,
} from "unbash";
import { baseName } from "../rule/path.ts";
import { RUNNERS } from "../table/runners.ts";
import { LOOSE_WRAPPERS, SHELLS, WRAPPERS } from "../table/wrappers.ts";
import type { Span } from "../verdict.ts";
import { ANYTHING, combineWords, commandWords, shown } from "./command-words.ts";
import { type Fed, fedTexts, mergeFed } from "./inner.ts";
import { openCommand } from "./open-command.ts";
import { type Surroundings, shared, type WideSink } from "./wide-reading.ts";
import { expandWord, readQuoted, visitArithmetic, type WordContext } from "./wide-word.ts";

const MAXIMUM_DEPTH = 12;
/** Tests whose operands are arithmetic, or name a variable. */
const EVALUATING_TEST = /^-(?:eq|ne|lt|le|gt|ge|v|R)$/;

/** Walks over a parsed script and hands every command in it to a sink. */
export class ScriptWalk {
  readonly #sink: WideSink;
  /** What the commands of a compound command print, while somebody wants to know. */
  #outputs: (Fed | undefined)[] | undefined;

  constructor(sink: WideSink) {
    this.#sink = sink;
  }

  visit(node: SyntaxNode, around: Surroundings): void {
    switch (node.type) {
      case "Command": {
        const output = this.#command(node, around, undefined);
        this.#outputs?.push(output);
        return;
      }
      case "Pipeline":
        this.#pipeline(node, around);
        return;
      case "Redirected":
        this.#redirected(node, around);
        return;
      case "Assignment":
        this.#assignment(node, around);
        return;
      case "For":
      case "Select":
        for (const word of node.wordlist ?? []) this.#value(node.name.value, word, around);
        break;
      case "Function":
        this.#sink.define(node.name.value, around);
        break;
      case "ArithmeticCommand":
      case "ArithmeticFor":
      case "TestBinary":
      case "TestUnary":
        if (
          node.type.startsWith("Arithmetic") ||
          EVALUATING_TEST.test((node as { operator: string }).operator)
        )
          this.#sink.evaluates();
        break;
      case "ArithmeticWord":
        visitArithmetic(node, this.#context(around));
        return;
      case "Word":
        for (const word of expandWord(node, this.#context(around)).flat())
          this.#sink.data(shown(word), around);
        return;
      default:
    }
    forEachChild(node, (child) => {
      this.visit(child, around);
    });
  }

  #context(around: Surroundings): WordContext {
    const sink = this.#sink;
    return {
      variables: around.variables,
      nullGlob: sink.nullGlob,
      onExtendedGlob: () => sink.extendedGlob(),
      onEvaluate: () => sink.evaluates(),
      onData: (text) => sink.data(text, around),
      onUnsettled: () =>
        sink.unread("syntax", "Where an expansion ends is not certain.", around.span, around.via),
      onDefault: (name, values) => {
        if (name === undefined) sink.setAny();
        else for (const words of values) sink.value(name, words.map(shown).join(" "), around);
      },
      onText: (text) => sink.script(text, around.span ?? { start: 0, end: 0 }, around.via, around.depth + 1),
      onScript: (script, writes = false) => {
        const depth = around.depth + 1;
        if (depth > MAXIMUM_DEPTH) {
          sink.unread("depth", "Commands are nested too deeply to be read.", around.span, around.via);
          return;
        }
        const decoded = script.source === undefined ? around.span : (around.span ?? { start: 0, end: 0 });
        if (script.errors !== undefined && script.errors.length > 0)
          sink.unread("syntax", "A substitution has a syntax error.", around.span, around.via);
        const inner = { ...around, depth, span: decoded };
        // What writes to it may print something else than it reads.
        if (writes) this.visit(script, shared({ ...inner, input: around.input ?? { text: undefined } }));
        else this.visit(script, inner);
      },
    };
  }

  /** Expands without reading the substitutions: the walk over the children does. */
  #quietly(around: Surroundings): WordContext {
    return { variables: around.variables, onScript: () => undefined, onText: () => undefined };
  }

  #span(node: { readonly pos: number; readonly end: number }, around: Surroundings): Span {
    return around.span ?? { start: node.pos, end: node.end };
  }

  #assignment(node: Assignment, around: Surroundings): void {
    // A subscript is evaluated, that of an element of an array too.
    const subscript =
      node.value.type === "ArrayValue" && node.value.elements.some(({ text }) => text.startsWith("["));
    if (subscript || node.index !== undefined) this.#sink.evaluates();
    const elements = node.value.type === "ArrayValue" ? node.value.elements : [];
    for (const { text } of [node.index, ...elements].filter((word) => word !== undefined))
      if (text.startsWith("[") || text === node.index?.text) readQuoted(text, this.#context(around));
    forEachChild(node, (child) => {
      this.visit(child, around);
    });
    for (const word of node.value.type === "ArrayValue" ? node.value.elements : [node.value])
      this.#value(node.name, word, around);
    if (node.append) {
      this.#sink.value(node.name, "", around, true);
      for (const value of around.variables.get(node.name) ?? [])
        if (value !== undefined) this.#sink.value(node.name, value, around);
    }
  }

  #value(name: string, word: Word, around: Surroundings): void {
    for (const words of expandWord(word, this.#quietly(around))) {
      // An element of an array may name its place.
      const text = words
        .map(shown)
        .join(" ")
        .replace(/^\[[^\]]*\]\+?=/, "");
      this.#sink.value(name, text, around);
    }
    // An assignment does not split what it takes over.
    for (const [, other] of word.text.matchAll(/\$\{?([A-Za-z_][A-Za-z0-9_]*)/g))
      for (const value of around.variables.get(other!) ?? [])
        if (value !== undefined) this.#sink.value(name, value, around);
  }

  #pipeline(pipeline: Pipeline, around: Surroundings): void {
    let output: Fed | undefined;
    // Text of the script went through what stands before.
    let derived = false;
    for (const [at, command] of pipeline.commands.entries()) {
      const input: Fed | undefined =
        at === 0 ? undefined : (output ?? (derived ? { text: undefined, derived } : { text: undefined }));
      derived ||= input?.text !== undefined || around.input?.text !== undefined || passesWords(command);
      const last = at === pipeline.commands.length - 1;
      if (command.type === "Command") output = this.#command(command, around, input);
      else output = this.#printedBy(command, input === undefined ? around : shared({ ...around, input }));
      if (output !== undefined && (pipeline.operators[at] === "|&" || joinsErrors(command)))
        output = { ...output, sure: false };
      if (last) this.#outputs?.push(output);
    }
  }

  /** Visits a compound command and puts together what is printed in it: perhaps in another order, perhaps more than once. */
  #printedBy(node: SyntaxNode, around: Surroundings): Fed | undefined {
    const before = this.#outputs;
    const outputs: (Fed | undefined)[] = [];
    this.#outputs = outputs;
    this.visit(node, around);
    this.#outputs = before;
    const others = outputs.flatMap(fedTexts);
    if (others.length === 0) return undefined;
    const text = outputs.map((each) => each?.text ?? "").join("");
    return { text, others, loose: true };
  }

  #redirected(node: Redirected, around: Surroundings): void {
    let input = around.input;
    const paths: (readonly string[])[] = [];
    for (const redirect of node.redirects) {
      const fed = input === undefined ? around : shared({ ...around, input });
      if (redirect.type === "Redirect") paths.push(this.#redirect(redirect, fed));
      input = this.#fedBy(redirect, input, around);
    }
    const output = this.#printedBy(node.command, input === undefined ? around : shared({ ...around, input }));
    this.#outputs?.push(output);
    for (const path of paths.flat()) this.#write(path, output ?? made(input), true, this.#span(node, around));
  }

  /** Notes that a command writes a file; `more`: beside what it prints there may be something else in it. */
  #write(path: string, output: Fed | undefined, more: boolean, span: Span): void {
    const fed: Fed =
      output === undefined ? { text: undefined } : { ...output, sure: output.sure === true && !more };
    this.#sink.write({ path, fed, span });
  }

  /** Reads one command; returns the text that it prints, where that is fixed. */
  #command(node: CommandSyntax, around: Surroundings, piped: Fed | undefined): Fed | undefined {
    const context = this.#context(around);
    const span = this.#span(node, around);
    let input = piped ?? around.input;
    const visit = (assignment: Assignment): void => {
      this.visit(assignment, around);
      this.#cutValue(assignment, node, around);
    };
    for (const part of node.prefix) if (part.type === "Assignment") visit(part);
    const paths: { readonly paths: readonly string[]; readonly more: boolean }[] = [];
    for (const redirect of node.redirects) {
      // A substitution in the target reads what an earlier redirection gives.
      const fed = input === undefined ? around : shared({ ...around, input });
      if (redirect.type === "Redirect") {
        const more = redirect.descriptor !== undefined || redirect.operator !== ">";
        paths.push({ paths: this.#redirect(redirect, fed), more });
      }
      input = this.#fedBy(redirect, input, around);
    }
    for (const script of this.#sourced(node, around))
      this.#sink.script(script, span, around.via, around.depth + 1);
    const parts = commandWords(node, context, visit);
    const printed = combineWords(parts).map((words) =>
      this.#sink.words(words, { ...around, span, ...(input === undefined ? {} : { input }) }),
    );
    // What runs beside it prints to the same place.
    const outputs = holdsProcess(node) ? printed.map((fed) => fed && { ...fed, sure: false }) : printed;
    const output = mergeFed(outputs);
    for (const each of paths)
      for (const path of each.paths)
        for (const fed of outputs) this.#write(path, fed ?? made(input), each.more, span);
    return output;
  }

  /** What a command reads behind one more of its redirections. */
  #fedBy(redirect: Redirection, input: Fed | undefined, around: Surroundings): Fed | undefined {
    const { descriptor } = redirect;
    const standard =
      descriptor === undefined
        ? redirect.operator.startsWith("<")
        : descriptor.type === "FileDescriptor" && descriptor.value === 0;
    if (redirect.type === "Redirect") {
      if (!standard) return input;
      const file = redirect.operator === "<" ? redirect.target?.value : undefined;
      return file === undefined || /[$`*?[{~\\]/.test(file) ? { text: undefined } : { text: undefined, file };
    }
    const text = this.#hereText(redirect, around);
    if (standard) return text;
    // Something may read the other descriptor.
    return input === undefined ? { ...text, sure: false } : { ...input, sure: false };
  }

  /** The parser ends the value of an assignment at a process substitution. */
  #cutValue(assignment: Assignment, { name, suffix }: CommandSyntax, around: Surroundings): void {
    for (const each of [name, ...suffix])
      if (each?.type === "Word" && each.pos === assignment.end)
        this.#sink.value(assignment.name, each.text, around);
  }

  /** What process substitutions print to a shell, or to a builtin that reads a file as a script. */
  #sourced({ name, suffix }: CommandSyntax, around: Surroundings): readonly string[] {
    if (name === undefined || !(SHELLS.has(baseName(name.value)) || /^(?:\.|source)$/.test(name.value)))
      return [];
    return suffix.flatMap((word) =>
      word.type !== "Word"
        ? []
        : (word.parts ?? []).flatMap((part) =>
            part.type === "ProcessSubstitution" ? (this.#printed(part.script, around) ?? []) : [],
          ),
    );
  }

  /** What a script of plain commands prints, where that is fixed. */
  #printed(script: ParsedScript | undefined, around: Surroundings): string | undefined {
    let text = "";
    for (const { command } of script?.commands ?? []) {
      if (command.type !== "Command") return undefined;
      const parts = commandWords(command, this.#context(around), () => undefined);
      const [words, ...others] = combineWords(parts);
      const output = words === undefined || others.length > 0 ? undefined : openCommand(words).output;
      if (output?.text === undefined) return undefined;
      text += output.text;
    }
    return text;
  }

  #hereText(node: HereDoc | HereString, around: Surroundings): Fed {
    if (node.type === "HereString") {
      const ways = node.target === undefined ? [] : expandWord(node.target, this.#context(around));
      const [text, ...others] = ways.map((words) => words.map(shown).join(" "));
      for (const each of [text, ...others]) if (each !== undefined) this.#sink.data(each, around);
      const loose = ways.flat().some(({ kind }) => kind === "pattern");
      return { text, others, loose, sure: ways.length === 1 };
    }
    const { body, delimiter } = node;
    // Tabs in front of the end mark are taken away with it; without an end the rest is no text.
    if (node.closing === undefined || (node.operator === "<<-" && /^\s/.test(delimiter?.value ?? "")))
      this.#sink.unread(
        "here-document",
        "Where a here-document ends is not certain.",
        around.span,
        around.via,
      );
    this.#sink.data(body.text, around);
    const quoted = delimiter?.quoted === true;
    // Which backslashes and tabs stay is not worked out.
    const sure = node.operator === "<<" && (quoted || !body.text.includes("\\"));
    if (quoted || body.parts === undefined) return { text: body.text, sure };
    for (const part of body.parts) this.visit(part as SyntaxNode, around);
    const word: Word = {
      type: "Word",
      text: body.text,
      value: body.text,
      pos: body.pos,
      end: body.end,
      // It is read as in double quotes.
      parts: [{ ...body, type: "DoubleQuoted", parts: body.parts as readonly DoubleQuotedChild[] }],
    };
    const ways = expandWord(word, this.#context(around)).map((words) => words.map(shown).join(" "));
    const others = ways.filter((each) => each !== body.text);
    return { text: body.text, others, loose: true, sure: sure && others.length === 0 };
  }

  /** Reads a redirection to or from a file; returns the paths that it writes. */
  #redirect(redirect: Extract<Redirection, { type: "Redirect" }>, around: Surroundings): readonly string[] {
    const { operator, target } = redirect;
    if (target === undefined) return [];
    const span = this.#span(redirect, around);
    const alternatives = expandWord(target, this.#context(around));
    if ((operator === ">&" || operator === "<&") && /^[0-9]+-?$|^-$/.test(target.value)) return [];
    const mode =
      operator === "<" || operator === "<&"
        ? "read"
        : operator === ">>" || operator === "&>>"
          ? "append"
          : "write";
    const written: string[] = [];
    for (const words of alternatives) {
      const path = words.map(shown).join(" ");
      // bash expands the target of `>&` a second time.
      if (operator.endsWith("&") && /[$`]/.test(path))
        this.#sink.script(`: ${path}`, span, around.via, around.depth + 1);
      if (path !== "/dev/null") this.#sink.redirect({ mode, path, span });
      if (mode !== "read" && path !== "/dev/null") written.push(path);
      if (words.some((word) => word.kind === "pattern")) {
        this.#sink.hide("redirect-target", "The target of a redirection is not fixed by the text.", span);
        // `eval` reads the value as text, and text after a target is a command.
        if (around.via.includes("eval"))
          this.#sink.words([ANYTHING], { ...around, span, depth: around.depth + 1 });
      }
    }
    return written;
  }
}

/** Says whether a command may print its words although it is none of those whose output is worked out. */
function passesWords(node: SyntaxNode): boolean {
  if (node.type !== "Command") return true;
  const name = baseName(node.name?.value ?? "");
  const runs = [WRAPPERS, RUNNERS].some((table) => Object.hasOwn(table, name)) || LOOSE_WRAPPERS.has(name);
  return runs || SHELLS.has(name) || name === "" || name === "eval" || name === "xargs";
}

/** What a command prints that was fed this. */
function made(input: Fed | undefined): Fed {
  const derived = input?.text !== undefined || input?.derived === true;
  return derived ? { text: undefined, derived } : { text: undefined };
}

/** Says whether something may run beside a command, or write to where it does: a substitution, a descriptor by its name. */
function holdsProcess(node: CommandSyntax): boolean {
  const words = [node.name, ...node.prefix, ...node.suffix].map((each) => {
    if (each === undefined || each.type === "Word") return each;
    if (each.type === "Assignment") return each.value.type === "Word" ? each.value : undefined;
    if (each.type !== "HereDoc") return each.target;
    return each.delimiter?.quoted === true ? undefined : each.body;
  });
  // The parser ends the value of an assignment at one, which stands as a word of its own then.
  return words.some((word) => word !== undefined && /[<>]\(|`|\$\(|\/dev\/(?!null)|\/proc\//.test(word.text));
}

/** Says whether a command sends its error messages where its output goes. */
function joinsErrors(node: SyntaxNode): boolean {
  const redirects = node.type === "Command" || node.type === "Redirected" ? node.redirects : [];
  return redirects.some((each) => each.type === "Redirect" && each.operator.includes("&"));
}
