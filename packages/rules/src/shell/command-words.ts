import type { Assignment, Command, Redirection } from "unbash";
import { expandWord, type WideWord, type WordContext } from "./wide-word.ts";

/** The readings of one place in a command: each is a list of arguments. */
type Choices = readonly (readonly WideWord[])[];

const MAXIMUM_ALTERNATIVES = 64;
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*(?:\[[^\]]*\])?\+?=/;
/** Any number of words that nothing is known of. */
export const ANYTHING: Extract<WideWord, { kind: "pattern" }> = {
  kind: "pattern",
  shown: "...",
  bare: "",
  test: /^/u,
  many: true,
  glob: false,
};

/** The text of a word as a shell reads it that gets it for a script; the source of what is not fixed. */
export function shown(word: WideWord): string {
  return word.kind === "text" ? word.text : word.shown;
}

/** The word as it is written, where it is no script. */
export function written(word: WideWord): string {
  return word.kind === "text" ? word.text : (word.written ?? word.shown);
}

/** Collects what the words of a command may become, place by place; `visit` gets the assignments among them. */
export function commandWords(
  node: Command,
  context: WordContext,
  visit: (assignment: Assignment) => void,
): readonly Choices[] {
  const places: Choices[] = [];
  for (const part of node.prefix) if (part.type !== "Assignment") places.push(...restOf(part));
  // What touches an assignment or redirection before it belongs to that and is no program.
  const cut = node.prefix.some(({ end }) => end === node.name?.pos);
  if (node.name !== undefined) {
    const name = expandWord(node.name, context);
    if (!cut) places.push(name);
  }
  let end = node.name?.end;
  let afterWord = places.length > 0;
  let comment = false;
  for (const argument of node.suffix) {
    if (argument.type === "Word") {
      const words = expandWord(argument, context);
      // Words that touch are one word to the shell; a word that touches a redirection belongs to it.
      const optional = comment || (cut && ASSIGNMENT.test(argument.text));
      if (argument.pos !== end) places.push(optional ? [...words, []] : words);
      else if (afterWord)
        places[places.length - 1] = [[{ ...ANYTHING, shown: argument.text, bare: argument.text }]];
      afterWord = true;
    } else if (argument.type === "Assignment") {
      visit(argument);
      places.push([[{ kind: "text", text: assignmentText(argument, context) }]]);
      afterWord = true;
    } else {
      const rest = restOf(argument);
      comment ||= rest.some((choices) => choices.length > 1);
      places.push(...rest);
      afterWord = false;
    }
    end = argument.end;
  }
  return places;
}

function assignmentText({ name, append, value }: Assignment, visited: WordContext): string {
  // What is inside was visited with the assignment.
  const context = { variables: visited.variables, onScript: () => undefined, onText: () => undefined };
  const text = value.type === "Word" ? (expandWord(value, context)[0] ?? []).map(shown).join(" ") : "";
  return `${name}${append ? "+" : ""}=${text}`;
}

/** `>&-` ends where it stands: what follows it in the same word is a word of its own, or a comment. */
function restOf(redirection: Redirection): readonly Choices[] {
  if (redirection.type !== "Redirect" || !redirection.operator.endsWith("&")) return [];
  const rest = /^-(.+)$/s.exec(redirection.target?.text ?? "")?.[1];
  if (rest === undefined) return [];
  // A number before another redirection is its descriptor.
  if (rest.startsWith("#") || /^[0-9]+$/.test(rest)) return [[[ANYTHING], []]];
  return [[[/^[A-Za-z0-9_./:=-]+$/.test(rest) ? { kind: "text", text: rest } : ANYTHING]]];
}

/** Combines the places of a command to whole lists of arguments. */
export function combineWords(places: readonly Choices[]): readonly (readonly WideWord[])[] {
  // Nearly always each place has one reading.
  if (places.every(({ length }) => length === 1)) return [places.flatMap(([only]) => only!)];
  let all: readonly (readonly WideWord[])[] = [[]];
  for (const choices of places) {
    const [only] = choices;
    if (choices.length === 1) all = all.map((before) => [...before, ...only!]);
    else if (all.length * choices.length > MAXIMUM_ALTERNATIVES)
      all = all.map((before) => [...before, ANYTHING]);
    else all = all.flatMap((before) => choices.map((choice) => [...before, ...choice]));
  }
  return all;
}
