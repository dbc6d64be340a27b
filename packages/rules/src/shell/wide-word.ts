import type {
  ArithmeticExpression,
  DoubleQuotedChild,
  ParameterExpansionPart,
  ParsedScript,
  Word,
  WordPart,
} from "unbash";
import { decodeAnsiC } from "./ansi-c.ts";
import { expandBraces } from "./brace.ts";
import { bracketSource, globPieces } from "./glob.ts";
import { keepHome } from "./home-folder.ts";
import { BREAK, joinPieces, type Piece, rawPiece, type WideWord } from "./word-pieces.ts";

export type { WideWord } from "./word-pieces.ts";

/** Variables that the script sets, with the texts that they may hold; `undefined` stands for an unknown text. */
export type Variables = ReadonlyMap<string, readonly (string | undefined)[]>;

/** What {@link expandWord} needs from its surroundings. */
export interface WordContext {
  readonly variables: Variables;
  /** Called for every extended glob, which is a mistake unless the shell is told to read them. */
  readonly onExtendedGlob?: () => void;
  /** A glob that no name fits may be dropped. */
  readonly nullGlob?: boolean;
  /** A `*` may stand for a path: the word holds two in a row. */
  readonly deep?: boolean;
  /** Called with every script inside the word: substitutions of commands and processes; `writes`: what writes to it feeds it. */
  readonly onScript: (script: ParsedScript, writes?: boolean) => void;
  /** Called where the shell evaluates what variables hold: arithmetic, subscripts, offsets, indirect names, prompts. */
  readonly onEvaluate?: () => void;
  /** Called with what an operand of arithmetic may be. */
  readonly onData?: (text: string) => void;
  /** Called where the word may end elsewhere than the parser says. */
  readonly onUnsettled?: () => void;
  /** Called with what `${NAME:=value}` may set; no name where that is not fixed. */
  readonly onDefault?: (name: string | undefined, values: readonly (readonly WideWord[])[]) => void;
  /** Called with the text of a substitution that the parser left unread. */
  readonly onText: (text: string) => void;
}

/** Most readings of one word; more become one pattern. */
const MAXIMUM_ALTERNATIVES = 64;

type Pieces = readonly Piece[];

/** Expands a word to the lists of arguments that it may become, one list per alternative. */
export function expandWord(word: Word, context: WordContext): readonly (readonly WideWord[])[] {
  const read = keepHome(word, context.variables);
  const alternatives = expandToWords(read, word.text.includes("**") ? { ...context, deep: true } : context);
  const globbed = (other: WideWord): boolean => other.kind === "pattern" && other.glob;
  if (!context.nullGlob || !alternatives.some((words) => words.some(globbed))) return alternatives;
  return [...alternatives, ...alternatives.map((words) => words.filter((other) => !globbed(other)))];
}

function expandToWords(word: Word, context: WordContext): readonly (readonly WideWord[])[] {
  if (word.parts === undefined && !/[{~( \t\n`$]/.test(word.text))
    return [[{ kind: "text", text: word.value }]];
  const fixed = word.parts === undefined ? undefined : fixedText(word.parts);
  if (fixed !== undefined) return [[{ kind: "text", text: fixed }]];
  const loose = hasLooseBrace(word);
  const unsettled = readsHiddenScript(word, context) || (loose && word.parts === undefined);
  if (word.parts === undefined && !unsettled) return joinPieces(literalPieces(word.value, word.text, true));
  const words = unsettled || word.parts === undefined ? undefined : expandBraces(word.parts);
  if (words === undefined) {
    visitParts(word.parts, context);
    return joinPieces([rawPiece(word.text, true)]);
  }
  const braced = word.parts?.some(({ type }) => type === "BraceExpansion") === true;
  let alternatives: readonly (readonly WideWord[])[] = [[]];
  for (const parts of words) {
    const choices = cross(
      // What an empty item of braces leaves behind it stands at the start of the word.
      parts.filter(({ text }) => text !== "").map((part, at) => partChoices(part, context, at === 0)),
      word.text,
    ).flatMap(joinPieces);
    if (alternatives.length * choices.length > MAXIMUM_ALTERNATIVES) {
      return joinPieces([rawPiece(word.text, true)]);
    }
    alternatives = alternatives.flatMap((before) => choices.map((choice) => [...before, ...choice]));
  }
  // A `$` that begins nothing keeps bash from splitting the word.
  if (word.parts?.some((part) => part.type === "Literal" && part.text.includes("$")))
    return [...alternatives, ...joinPieces([rawPiece(word.text, false)])];
  // Shells without brace expansion, and bash after a `$`, keep the braces; braces taken as text may expand.
  if (loose) return [...alternatives, ...joinPieces([rawPiece(word.text, true)])];
  if (!braced) return alternatives;
  // Quotes inside the braces are not part of the text that is kept.
  const quoted = /["'\\]/.test(word.text);
  return [
    ...alternatives,
    ...(quoted ? joinPieces([rawPiece(word.text, true)]) : [[{ kind: "text", text: word.value } as const]]),
  ];
}

/** The text of a word that is nothing but quotes and plain text; undefined for any other. */
function fixedText(parts: readonly WordPart[]): string | undefined {
  let text = "";
  for (const [at, part] of parts.entries()) {
    if (part.type === "SingleQuoted") text += part.value;
    else if (part.type === "Literal" && !/[{}]/.test(part.text) && !(at === 0 && part.text.startsWith("~")))
      text += part.value;
    else if (part.type === "DoubleQuoted") {
      for (const child of part.parts) {
        if (child.type !== "Literal") return undefined;
        text += child.value;
      }
    } else return undefined;
  }
  return text;
}

/** Reads commands that the parser took for plain text: in substitutions, and after a line end inside a word. */
function readsHiddenScript({ text, parts }: Word, context: WordContext): boolean {
  if (parts !== undefined) return false;
  const bare = text.replace(/\\./gs, "");
  if (!/[ \t\n`]|[<>$]\(/.test(bare)) return false;
  for (const line of text.split("\n").slice(1)) context.onText(line);
  readHidden(text, context);
  return true;
}

/** Reads what single quotes hold in a place where they do not quote. */
export function readQuoted(text: string, context: WordContext): void {
  // Without anything in them that ends a word or begins an expansion, they hold no more than text.
  if (!text.replace(/'[^'$`;&|()<>"\s]*'/g, "").includes("'")) return;
  context.onUnsettled?.();
  readHidden(text.replaceAll("'", " "), context);
}

function readHidden(text: string, context: WordContext): void {
  // Backquotes inside backquotes are escaped.
  const forms = text.includes("\\`") ? [text, text.replaceAll("\\`", "`")] : [text];
  for (const inner of forms.flatMap((form) => form.split(/[<>$]\(|`/).slice(1)))
    context.onText(inner.replace(/\)[^)]*$/, ""));
}

/** Visits the substitutions of parts whose words do not matter. */
export function visitParts(parts: readonly WordPart[] | undefined, context: WordContext): void {
  for (const part of parts ?? []) partChoices(part, context, false);
}

function cross(choices: readonly (readonly Pieces[])[], source: string, quoted = false): readonly Pieces[] {
  let alternatives: readonly Pieces[] = [[]];
  for (const each of choices) {
    if (alternatives.length * each.length > MAXIMUM_ALTERNATIVES)
      return [[rawPiece(quoted ? source.replace(/^\$?"|"$/g, "") : source, !quoted)]];
    alternatives = alternatives.flatMap((before) => each.map((choice) => [...before, ...choice]));
  }
  return alternatives;
}

function partChoices(part: WordPart, context: WordContext, first: boolean): readonly Pieces[] {
  switch (part.type) {
    case "Literal":
      return [part.value === "" ? [] : literalPieces(part.value, part.text, first)];
    case "SingleQuoted":
      return [[{ kind: "text", text: part.value }]];
    case "AnsiCQuoted": {
      const text = decodeAnsiC(part.text.slice(2, -1));
      return [[text === undefined ? rawPiece(part.text, false) : { kind: "text", text }]];
    }
    case "DoubleQuoted":
    case "LocaleString":
      return [
        ...cross(
          [[[{ kind: "text", text: "" }]], ...part.parts.map((child) => childChoices(child, context))],
          part.text,
          true,
        ),
      ];
    case "Glob":
      if (part.kind === "bracket") {
        // The parser takes a substitution for text where a blank stands in the brackets.
        for (const inner of part.parts ?? []) if (inner.type === "Literal") readHidden(inner.text, context);
        visitParts(part.parts, context);
      }
      return [[globPiece(part.kind, part.text, context.deep === true)]];
    case "ExtendedGlob":
      context.onExtendedGlob?.();
      visitParts(part.parts, context);
      return [[{ kind: "glob", source: "[^]*", text: part.text }]];
    case "BraceExpansion":
      visitParts(part.parts, context);
      return [[{ kind: "any", text: part.text, split: true }]];
    case "ProcessSubstitution":
      if (part.script !== undefined) context.onScript(part.script, part.operator === ">");
      // bash drops an empty one.
      return (part.script?.commands.length ?? 0) === 0
        ? [[], [{ kind: "any", text: part.text, split: false }]]
        : [[{ kind: "any", text: part.text, split: false }]];
    default:
      return expansionChoices(part, context, false);
  }
}

function globPiece(kind: "star" | "question" | "bracket", text: string, deep: boolean): Piece {
  // What stands in the brackets may come from an expansion.
  if (/[$`]/.test(text)) return { kind: "any", text, split: true };
  const source =
    kind === "star" ? (deep ? "[^]*" : "[^/]*") : kind === "question" ? "[^/]" : bracketSource(text);
  // Where no name fits, the quotes in it are taken away.
  return { kind: "glob", source, text: text.replace(/\\(.)|["']/gs, "$1") };
}

function childChoices(part: DoubleQuotedChild, context: WordContext): readonly Pieces[] {
  return part.type === "Literal"
    ? [[{ kind: "text", text: part.value }]]
    : expansionChoices(part, context, true);
}

function expansionChoices(
  part: Exclude<DoubleQuotedChild, { type: "Literal" }>,
  context: WordContext,
  quoted: boolean,
): readonly Pieces[] {
  switch (part.type) {
    case "SimpleExpansion":
      return variableChoices(part.text.slice(1), part.text, context, quoted);
    case "ParameterExpansion":
      return parameterChoices(part, context, quoted);
    case "CommandExpansion":
      if (part.script !== undefined) context.onScript(part.script);
      return [[{ kind: "any", text: part.text, split: !quoted }]];
    case "ArithmeticExpansion":
      visitArithmetic(part.expression, context);
      readQuoted(part.text, context);
      context.onEvaluate?.();
      // With something to expand inside, it may also be a substitution that begins with a group.
      if (/[`$'"\\]/.test(part.text.slice(1)) || context.variables.has("IFS"))
        return [[{ kind: "any", text: part.text, split: !quoted }]];
      return [[{ kind: "glob", source: "-?[0-9]*", text: part.text }]];
  }
}

function parameterChoices(
  part: ParameterExpansionPart,
  context: WordContext,
  quoted: boolean,
): readonly Pieces[] {
  const { operation, index, parameter } = part;
  const operands = operandsOf(operation).map((word) => expandWord(word, context));
  if (index !== undefined) expandWord(index, context);
  // Quotes do not quote where the shell evaluates a subscript or an offset, nor always inside other quotes.
  const evaluated = index !== undefined || operation?.type === "Slice" || part.prefix === "!";
  if (evaluated || quoted) readQuoted(part.text, context);
  if (evaluated || operation?.type === "Transform" || operation?.type === "Unknown") context.onEvaluate?.();
  // An operator that the parser does not know, such as `~`, leaves the rest of the text unread.
  if (operation?.type === "Unknown") {
    readHidden(part.text.slice(2), context);
    // A brace inside a subscript does not end the expansion.
    if (operation.operator.includes("[")) context.onUnsettled?.();
  }
  // `"$@"` and its like are as many words as there are values, also in quotes.
  const list =
    parameter === "@" || index?.value === "@" || operation?.type === "Names" || part.prefix === "!";
  const unknown: readonly Pieces[] = [[{ kind: "any", text: part.text, split: list || !quoted }]];
  if (operation?.type === "Default" && operation.operator.endsWith("="))
    context.onDefault?.(part.prefix === "!" ? undefined : parameter, operands.flat());
  const known = !list && index === undefined && part.prefix === undefined;
  const own = known ? variableChoices(parameter, part.text, context, quoted) : unknown;
  if (operation === undefined) return own;
  if (operation.type !== "Default") return unknown;
  // Blanks inside quotes of the operand do not split it; which blanks those are is left open.
  const ways = quoted || !/["'\\]/.test(part.text) ? [quoted] : [false, true];
  const given = operands
    .flat()
    .flatMap((words) =>
      ways.map((whole) =>
        words.flatMap((word, at): Pieces => [...(at > 0 ? [BREAK] : []), ...piecesOf(word, whole)]),
      ),
    );
  // What quotes and blanks in the operand become, and when the operand counts, is not worked out.
  return [...own, ...given, [], ...unknown];
}

function operandsOf(operation: ParameterExpansionPart["operation"]): readonly Word[] {
  if (operation === undefined) return [];
  return Object.values(operation).filter(
    (value): value is Word => typeof value === "object" && value !== null && (value as Word).type === "Word",
  );
}

function piecesOf(word: WideWord, quoted: boolean): Pieces {
  if (word.kind === "pattern") return [{ kind: "any", text: word.shown, split: word.many }];
  return quoted ? [word] : splitValue(word.text);
}

function variableChoices(
  name: string,
  text: string,
  context: WordContext,
  quoted: boolean,
): readonly Pieces[] {
  const values = context.variables.get(name);
  if (name === "IFS") {
    const usual: Pieces = [quoted ? { kind: "text", text: " \t\n" } : BREAK];
    return values === undefined ? [usual] : [usual, [], [{ kind: "any", text, split: !quoted }]];
  }
  // `"$@"` is as many words as there are arguments, also in quotes.
  if (name === "@") return [[{ kind: "any", text, split: true }]];
  if (values === undefined) return [[{ kind: "any", text, split: !quoted }]];
  // Where the assignment runs in a process of its own, or not at all, nothing is set.
  return ["", ...values].map((value): Pieces => {
    if (value === undefined) return [{ kind: "any", text, split: !quoted }];
    if (quoted) return [{ kind: "text", text: value }];
    return splitValue(value);
  });
}

/** A glob in a value that is not plain: an escape in it, brackets without an end or with classes, an extended one. */
const ODD_GLOB = /\\.*[*?[]|[*?[].*\\|\[[^\]]*$|^[^[]*\]|\[[:.=]|[?*+@!]\(/s;

/** Splits a value that is not quoted at its blanks. */
function splitValue(value: string): Pieces {
  const parts = value.split(/([ \t\n]+)/).filter((each) => each !== "");
  return parts.flatMap((each): Pieces => {
    if (/^[ \t\n]/.test(each)) return [BREAK];
    return ODD_GLOB.test(each) ? [{ kind: "any", text: each, split: true }] : globPieces(each);
  });
}

const ASSIGNED_HOME = /^[A-Za-z_][A-Za-z0-9_]*\+?=(?:[^~\\]*:)?~/;

/** Literal text; a `~` in front stands for some folder. */
function literalPieces(value: string, raw: string, first: boolean): Pieces {
  const assigned = first ? ASSIGNED_HOME.exec(raw) : null;
  if (assigned !== null) {
    // bash also expands a `~` in an argument that looks like an assignment.
    const before = assigned[0].slice(0, -1);
    return [
      { kind: "text", text: before },
      { kind: "any", text: raw.slice(before.length), split: false },
    ];
  }
  if (!first || !raw.startsWith("~")) return [{ kind: "text", text: value }];
  const slash = value.indexOf("/");
  const rest = slash < 0 ? "" : value.slice(slash);
  return [
    { kind: "any", text: slash < 0 ? value : value.slice(0, slash), split: false },
    { kind: "text", text: rest },
  ];
}

/** Braces that the parser takes as text, though bash may expand a part of them. */
function hasLooseBrace(word: Word): boolean {
  if (!word.text.includes("{") || !/,|\.\./.test(word.text)) return false;
  if (word.parts === undefined) return true;
  return word.parts.some((part) => part.type === "Literal" && /[{}]/.test(part.text));
}

/** Puts variables together as arithmetic does before it evaluates them. */
function readValues(
  operand: Extract<ArithmeticExpression, { type: "ArithmeticWord" }>,
  context: WordContext,
): void {
  const { pos, end, value, parts } = operand;
  if (context.onData === undefined || parts === undefined || parts.length < 2) return;
  const quiet: WordContext = {
    variables: context.variables,
    onScript: () => undefined,
    onText: () => undefined,
  };
  for (const words of expandWord({ type: "Word", text: value, value, pos, end, parts }, quiet))
    context.onData(words.map((word) => (word.kind === "text" ? word.text : word.shown)).join(" "));
}

/** Visits the substitutions inside an arithmetic expression. */
export function visitArithmetic(expression: ArithmeticExpression | undefined, context: WordContext): void {
  switch (expression?.type) {
    case undefined:
      return;
    case "ArithmeticBinary":
      visitArithmetic(expression.left, context);
      visitArithmetic(expression.right, context);
      return;
    case "ArithmeticUnary":
      visitArithmetic(expression.operand, context);
      return;
    case "ArithmeticTernary":
      visitArithmetic(expression.test, context);
      visitArithmetic(expression.consequent, context);
      visitArithmetic(expression.alternate, context);
      return;
    case "ArithmeticGroup":
      visitArithmetic(expression.expression, context);
      return;
    case "ArithmeticWord":
      visitParts(expression.parts, context);
      readValues(expression, context);
      readQuoted(expression.parts?.map(({ text }) => text).join("") ?? expression.value, context);
      return;
    case "ArithmeticCommandExpansion":
      if (expression.script !== undefined) context.onScript(expression.script);
      return;
  }
}
