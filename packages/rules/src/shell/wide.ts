import {
  type CommandNode,
  type Command as CommandSyntax,
  forEachChild,
  type HereDoc,
  type HereString,
  type ParsedScript,
  type Pipeline,
  parse,
  type SyntaxNode,
  type Word,
} from "unbash";
import { baseName } from "../rule/path.ts";
import { SHELLS } from "../table/wrappers.ts";
import type { Reason, Redirect, Span } from "../verdict.ts";
import { ANYTHING, combineWords, commandWords, shown } from "./command-words.ts";
import type { Fed } from "./inner.ts";
import { joinLines } from "./join-lines.ts";
import { looseCommands, loosePieces } from "./loose-text.ts";
import { openCommand } from "./open-command.ts";
import { withUnknown } from "./unknown-text.ts";
import { collectVariables } from "./variables.ts";
import { expandWord, type Variables, type WideWord, type WordContext } from "./wide-word.ts";
import { cutWindowsText, isWindowsShell } from "./windows.ts";

/** A command that may run, found by the wide reading. */
export interface WideCommand {
  /** The words, program first. */
  readonly words: readonly WideWord[];
  /** Where it stands in the text. */
  readonly span?: Span;
  /** Wrappers around it, outermost first. */
  readonly via: readonly string[];
  /** Found only when the text was read a second time, with its joined lines joined. */
  readonly again?: true;
}

/** What the wide reading finds: more than may run, never less. */
export interface WideReading {
  /** Every command, wrappers and what they run alike. */
  readonly commands: readonly WideCommand[];
  /** Files that the shell opens. */
  readonly redirects: readonly Redirect[];
  /** Parts whose effect the text does not fix. */
  readonly opaque: readonly Reason[];
  /** Names of variables that the script sets. */
  readonly assigned: readonly string[];
  /** The parser met no mistake. */
  readonly clean: boolean;
}

/** A here-document alone in a substitution. */
const OFTEN_A_MISTAKE = /[$<>]\(\s*<</;
const MAXIMUM_DEPTH = 12;
const MAXIMUM_COMMANDS = 5000;

/** Reads a script widely: every command anywhere in it, wrappers opened, quotes and escapes resolved. */
export function readWidely(text: string, shell?: string): WideReading {
  const reader = new Reader();
  if (shell !== undefined && isWindowsShell(shell)) {
    reader.windows(text);
    return reader.finish();
  }
  reader.script(text, undefined, [], 0);
  // The shell joins lines before it reads words; parsers sometimes do it after.
  for (const joined of joinedForms(text)) reader.again(joined);
  return reader.finish();
}

/** The text with its joined lines joined, where that makes a difference: in the shell's way, and everywhere. */
function joinedForms(text: string): readonly string[] {
  return text.includes("\\\n") ? [...new Set([joinLines(text), text.replaceAll("\\\n", "")])] : [];
}

/** Opens the wrappers of an argv as the wide reading does for commands in a script. */
export function openArgv(argv: readonly string[]): WideReading {
  const reader = new Reader();
  reader.words(
    argv.map((text) => ({ kind: "text", text })),
    undefined,
    [],
    0,
  );
  return reader.finish();
}

interface Surroundings {
  readonly variables: Variables;
  /** Where positions point; undefined: into the outer text. */
  readonly span: Span | undefined;
  readonly via: readonly string[];
  readonly depth: number;
  /** What a compound command is fed, and so the commands in it. */
  readonly input?: Fed;
}

class Reader {
  readonly #commands: WideCommand[] = [];
  readonly #redirects: Redirect[] = [];
  readonly #opaque: Reason[] = [];
  readonly #assigned = new Set<string>();
  #clean = true;
  /** Some text switches on that globs which no name fits are dropped. */
  #nullGlob = false;
  #extendedGlob = false;

  finish(): WideReading {
    return {
      commands: this.#commands,
      redirects: this.#redirects,
      opaque: this.#opaque,
      assigned: [...this.#assigned],
      clean: this.#clean,
    };
  }

  /** Reads PowerShell or cmd text. */
  windows(text: string): void {
    this.#clean = false;
    this.#hide(
      "windows-shell",
      "PowerShell and cmd text is never allowed by rule; rules that ask or deny are looked for in it.",
      undefined,
    );
    for (const words of cutWindowsText(text)) this.#commands.push({ words, via: [] });
  }

  /** Reads the text in a second form; only what it adds to the commands counts. */
  again(text: string): void {
    const second = new Reader();
    second.script(text, { start: 0, end: 0 }, [], 0);
    for (const { words, via } of second.#commands) this.#commands.push({ words, via, again: true });
  }

  /** Reads script text; `span` is where it stands when it is not the outer text itself. */
  script(text: string, span: Span | undefined, via: readonly string[], depth: number): void {
    if (depth > MAXIMUM_DEPTH) {
      this.#hide("depth", "Commands are nested too deeply to be read.", span);
      return;
    }
    this.#nullGlob ||= text.includes("nullglob");
    let script: ParsedScript;
    try {
      script = parse(text);
    } catch {
      this.#clean = false;
      this.#hide("unreadable", "The text cannot be parsed.", span);
      return;
    }
    if (script.errors !== undefined && script.errors.length > 0) {
      if (span === undefined) this.#clean = false;
      const [first] = script.errors;
      this.#hide(
        "syntax",
        `The text has a syntax error (${first!.message}).`,
        span ?? { start: first!.pos, end: first!.pos + 1 },
      );
      this.#loose(text, span, via, depth);
    }
    // A backslash at the very end is dropped.
    if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text)) {
      if (span === undefined) this.again(text.slice(0, -1));
      else this.script(text.slice(0, -1), span, via, depth + 1);
    }
    // A script inside the text: what it adds when its lines are joined counts as well.
    if (span !== undefined) for (const joined of joinedForms(text)) this.script(joined, span, via, depth + 1);
    const variables = collectVariables(script, text);
    for (const name of variables.keys()) this.#assigned.add(name);
    this.#extendedGlob = false;
    this.#visit(script, { variables, span, via, depth });
    // bash takes these for mistakes or for the start of something longer, and goes on in the next line.
    if (OFTEN_A_MISTAKE.test(text) || (this.#extendedGlob && !text.includes("extglob")))
      this.#loose(text, span, via, depth);
  }

  /** A text with a mistake still runs up to it, and parsers disagree after it: each piece is read on its own too. */
  #loose(text: string, span: Span | undefined, via: readonly string[], depth: number): void {
    const place = span ?? { start: 0, end: 0 };
    if (depth < 3) for (const piece of loosePieces(text)) this.script(piece, place, via, depth + 1);
    for (const command of looseCommands(text))
      this.words(
        command.map((word) => ({ kind: "text", text: word })),
        span,
        via,
        depth + 1,
      );
  }

  #hide(code: string, text: string, span: Span | undefined): void {
    this.#opaque.push({ code, text, ...(span === undefined ? {} : { span }) });
  }

  #visit(node: SyntaxNode, around: Surroundings): void {
    switch (node.type) {
      case "Command":
        this.#command(node, around, undefined);
        return;
      case "Pipeline":
        this.#pipeline(node, around);
        return;
      case "Word":
        expandWord(node, this.#context(around));
        return;
      case "Redirect":
        this.#redirect(node.operator, node.target, this.#span(node, around), around);
        return;
      default:
        forEachChild(node, (child) => {
          this.#visit(child, around);
        });
    }
  }

  #context(around: Surroundings): WordContext {
    return {
      variables: around.variables,
      nullGlob: this.#nullGlob,
      onExtendedGlob: () => {
        this.#extendedGlob = true;
      },
      onText: (text) => this.script(text, around.span ?? { start: 0, end: 0 }, around.via, around.depth + 1),
      onScript: (script) => {
        const depth = around.depth + 1;
        if (depth > MAXIMUM_DEPTH) {
          this.#hide("depth", "Commands are nested too deeply to be read.", around.span);
          return;
        }
        const decoded = script.source === undefined ? around.span : (around.span ?? { start: 0, end: 0 });
        if (script.errors !== undefined && script.errors.length > 0)
          this.#hide("syntax", "A substitution has a syntax error.", around.span);
        this.#visit(script, { ...around, depth, span: decoded });
      },
    };
  }

  #span(node: { readonly pos: number; readonly end: number }, around: Surroundings): Span {
    return around.span ?? { start: node.pos, end: node.end };
  }

  #pipeline(pipeline: Pipeline, around: Surroundings): void {
    let output: Fed | undefined;
    for (const [at, command] of pipeline.commands.entries()) {
      const input = at === 0 ? undefined : (output ?? { text: undefined });
      const stage: CommandNode = command;
      if (stage.type === "Command") output = this.#command(stage, around, input);
      else {
        this.#visit(stage, input === undefined ? around : { ...around, input });
        output = undefined;
      }
    }
  }

  /** Reads one command; returns the text that it prints, where that is fixed. */
  #command(node: CommandSyntax, around: Surroundings, piped: Fed | undefined): Fed | undefined {
    const context = this.#context(around);
    const span = this.#span(node, around);
    let input = piped ?? around.input;
    for (const part of node.prefix) if (part.type === "Assignment") this.#visit(part, around);
    for (const redirect of node.redirects) {
      // A substitution in the target reads what an earlier redirection gives.
      const fed = input === undefined ? around : { ...around, input };
      if (redirect.type === "Redirect")
        this.#redirect(redirect.operator, redirect.target, this.#span(redirect, around), fed);
      else input = this.#hereText(redirect, around);
    }
    for (const script of this.#sourced(node, around)) this.script(script, span, around.via, around.depth + 1);
    const parts = commandWords(node, context, (assignment) => this.#visit(assignment, around));
    let output: Fed | undefined;
    for (const words of combineWords(parts))
      output = this.words(words, span, around.via, around.depth, input, context.variables);
    return output;
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
      return { text, others, loose: ways.length > 1 || ways.flat().some(({ kind }) => kind === "pattern") };
    }
    const { body, delimiter } = node;
    if (delimiter?.quoted !== true) {
      for (const part of body.parts ?? []) this.#visit(part as SyntaxNode, around);
      const context = this.#context(around);
      const word: Word = {
        type: "Word",
        text: body.text,
        value: body.text,
        pos: body.pos,
        end: body.end,
        parts: body.parts,
      };
      if (body.parts !== undefined) expandWord(word, context);
    }
    return { text: body.text, loose: delimiter?.quoted !== true && body.parts !== undefined };
  }

  #redirect(operator: string, target: Word | undefined, span: Span, around: Surroundings): void {
    if (target === undefined) return;
    const alternatives = expandWord(target, this.#context(around));
    if ((operator === ">&" || operator === "<&") && /^[0-9]+-?$|^-$/.test(target.value)) return;
    const mode =
      operator === "<" || operator === "<&"
        ? "read"
        : operator === ">>" || operator === "&>>"
          ? "append"
          : "write";
    for (const words of alternatives) {
      const path = words.map(shown).join(" ");
      // bash expands the target of `>&` a second time.
      if (operator.endsWith("&") && /[$`]/.test(path))
        this.script(`: ${path}`, span, around.via, around.depth + 1);
      if (path !== "/dev/null") this.#redirects.push({ mode, path, span });
      if (words.some((word) => word.kind === "pattern")) {
        this.#hide("redirect-target", "The target of a redirection is not fixed by the text.", span);
        // `eval` reads the value as text, and text after a target is a command.
        if (around.via.includes("eval")) this.words([ANYTHING], span, around.via, around.depth + 1);
      }
    }
  }

  /** Takes in one list of words and everything that it runs in turn; returns what it prints where that is fixed. */
  words(
    read: readonly WideWord[],
    span: Span | undefined,
    via: readonly string[],
    depth: number,
    input?: Fed,
    variables: Variables = new Map(),
  ): Fed | undefined {
    if (read.length === 0) return undefined;
    const words = withUnknown(read, true);
    if (this.#commands.length >= MAXIMUM_COMMANDS) {
      if (this.#commands.length === MAXIMUM_COMMANDS)
        this.#hide("too-many", "There are too many commands to read.", span);
      return undefined;
    }
    this.#commands.push({ words, via, ...(span === undefined ? {} : { span }) });
    const [program] = words;
    if (program!.kind === "pattern")
      this.#hide("program", `The program is not fixed by the text (${program!.shown}).`, span);
    if (depth > MAXIMUM_DEPTH) {
      this.#hide("depth", "Commands are nested too deeply to be read.", span);
      return undefined;
    }
    const name = program!.kind === "text" ? baseName(program!.text) : program!.shown;
    let output: Fed | undefined;
    // What `eval` makes of an unknown first word may be an assignment, and then the next word is the program.
    if (program!.kind === "pattern" && via.includes("eval") && words.length > 1)
      this.words(words.slice(1), span, via, depth + 1, input, variables);
    for (const reading of programReadings(words)) {
      const inner = openCommand(reading, input);
      output = inner.output;
      for (const reason of inner.opaque) this.#hide(reason.code, reason.text, span);
      for (const next of inner.commands)
        this.words(next, span, [...via, name], depth + 1, undefined, variables);
      for (const script of inner.scripts)
        this.script(script, span ?? { start: 0, end: 0 }, [...via, name], depth + 1);
    }
    return output;
  }
}

/** A program that the text does not fix may be what is left of the word when its unknown part is empty, or the next word. */
function programReadings(words: readonly WideWord[]): readonly (readonly WideWord[])[] {
  const [program, ...args] = words;
  if (program?.kind !== "pattern") return [words];
  return program.bare === "" ? [args] : [[{ kind: "text", text: program.bare }, ...args]];
}
