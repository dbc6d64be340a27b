import { splitGitGlobals } from "../table/git-globals.ts";
import type { Inner } from "./inner.ts";
import type { WideWord } from "./wide-word.ts";

/** Finds what a git command runs: aliases given on the line, `foreach`, `bisect run`, `--exec`, filters. */
export function gitInner(args: readonly WideWord[]): Inner {
  const texts = args.map((word) => (word.kind === "text" ? word.text : word.shown));
  const { globals, rest } = splitGitGlobals(texts);
  const scripts: string[] = [];
  for (const text of globals) {
    const alias = /^(?:-c)?alias\.[^=]*=!(.*)$/s.exec(text);
    if (alias !== null) scripts.push(alias[1]!);
  }
  const [verb, ...operands] = rest;
  const inner = args.slice(args.length - operands.length);
  const commands: (readonly WideWord[])[] = [];
  if (verb === "submodule") {
    const at = operands.indexOf("foreach");
    if (at >= 0)
      scripts.push(
        operands
          .slice(at + 1)
          .filter((text) => !text.startsWith("--"))
          .join(" "),
      );
  }
  if (verb === "bisect" && operands[0] === "run") commands.push(inner.slice(1));
  for (const [at, text] of operands.entries()) {
    const attached = /^(?:--exec|--(?:tree|index|msg|commit|env|parent|tag-name)-filter)=(.*)$/s.exec(text);
    if (attached !== null) scripts.push(attached[1]!);
    const next = operands[at + 1];
    const separate =
      text === "-x" ||
      text === "--exec" ||
      /^--(?:tree|index|msg|commit|env|parent|tag-name)-filter$/.test(text);
    if (separate && next !== undefined) scripts.push(next);
  }
  return { commands, scripts: scripts.filter((script) => script !== ""), opaque: [] };
}
