/** One command of a script and when it runs. */
export interface ScriptStep {
  /** Words with their quotes resolved. */
  readonly argv: readonly string[];
  /** `success`: only when the step before it ended with 0. */
  readonly after: "always" | "success";
}

/** Words that a shell takes as they stand: nothing that expands, redirects or groups. */
const PLAIN_WORD = /^(?:[A-Za-z0-9_@%+=:,./^-]|(?<=[A-Za-z0-9_^~])~)+/;
const SINGLE = /^'([^'\0\r]*)'/;
const DOUBLE = /^"([^"$`\\!\0\r]*)"/;

/**
 * Splits a script into plain commands joined by `&&`, `;` or newlines. Undefined as soon as anything else stands there:
 * this reading grants write access to a git directory, so it must never take one script for another.
 */
export function plainSteps(script: string): readonly ScriptStep[] | undefined {
  const steps: ScriptStep[] = [];
  let argv: string[] = [];
  let after: ScriptStep["after"] = "always";
  let rest = script;
  while (rest !== "") {
    const blank = /^[ \t]+/.exec(rest);
    if (blank) {
      rest = rest.slice(blank[0].length);
      continue;
    }
    const joint = /^(?:&&|;|\n)[ \t\n]*/.exec(rest);
    if (joint) {
      if (argv.length === 0) return undefined;
      steps.push({ argv, after });
      argv = [];
      after = joint[0].startsWith("&&") ? "success" : "always";
      rest = rest.slice(joint[0].length);
      continue;
    }
    const word = readWord(rest);
    if (word === undefined) return undefined;
    // An assignment or a keyword in front is no plain command.
    if (argv.length === 0 && (word.text.includes("=") || word.quoted)) return undefined;
    argv.push(word.text);
    rest = rest.slice(word.length);
  }
  if (argv.length > 0) steps.push({ argv, after });
  else if (after === "success") return undefined;
  return steps.length === 0 ? undefined : steps;
}

/** Joined pieces of plain and quoted text, up to the next blank or joint. */
function readWord(
  text: string,
): { readonly text: string; readonly length: number; readonly quoted: boolean } | undefined {
  let value = "";
  let at = 0;
  let quoted = false;
  while (at < text.length && !/[ \t\n;&]/.test(text[at]!)) {
    const rest = text.slice(at);
    const plain = PLAIN_WORD.exec(rest);
    const inner = plain ?? SINGLE.exec(rest) ?? DOUBLE.exec(rest);
    if (inner === null) return undefined;
    quoted ||= plain === null;
    value += plain === null ? inner[1]! : inner[0];
    at += inner[0].length;
  }
  return at === 0 ? undefined : { text: value, length: at, quoted };
}
