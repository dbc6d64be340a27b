import { checkSedScript } from "../guard/sed-script.ts";
import { shown } from "./command-words.ts";
import { type Inner, NOTHING, unread } from "./inner.ts";
import type { WideWord } from "./wide-word.ts";

/** The command `e`, behind a separator or an address, and the rest of its line. */
const COMMAND = /(?:^|[;{}\n!0-9$]|\/[IM]*)[ \t]*e(?:[ \t]+([^\n]*)|(?=[;}\n]|$))/g;
/** A substitution with the flag `e`. */
const FLAG = /s([^\w\s\\])(?:\\[\s\S]|(?!\1)[^\\])*\1(?:\\[\s\S]|(?!\1)[^\\])*\1[gpiImM0-9]*e/;

/** Finds what GNU sed runs: the command `e` runs a line, or what it reads; so does the flag of a substitution. */
export function openSed(args: readonly WideWord[]): Inner {
  const scripts: string[] = [];
  const unfixed: string[] = [];
  let open = false;
  for (const script of sedScripts(args)) {
    const text = shown(script);
    if (checkSedScript(text) === undefined) continue;
    open ||= FLAG.test(text);
    for (const [, line] of text.matchAll(COMMAND)) {
      if (line === undefined || line === "") open = true;
      else {
        scripts.push(line);
        if (script.kind === "pattern") unfixed.push(line);
      }
    }
  }
  if (open) return { ...unread("script", "sed runs what it reads."), scripts, unfixed };
  return scripts.length === 0 ? NOTHING : { ...NOTHING, scripts, unfixed };
}

/** The scripts on a command line of sed. */
export function sedScripts(args: readonly WideWord[]): readonly WideWord[] {
  const given = args.flatMap((word, at) => {
    const text = shown(word);
    const attached = /^(?:-[A-Za-z]*e|--e[a-z]*=)(.+)$/s.exec(text)?.[1];
    if (attached !== undefined)
      return [word.kind === "text" ? { ...word, text: attached } : { ...word, shown: attached }];
    return at > 0 && /^(?:-[A-Za-z]*e|--e[a-z]*)$/.test(shown(args[at - 1]!)) ? [word] : [];
  });
  if (given.length > 0) return given;
  const first = args.find((word) => !shown(word).startsWith("-"));
  return first === undefined ? [] : [first];
}
