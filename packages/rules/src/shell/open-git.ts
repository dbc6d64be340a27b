import { splitGitGlobals } from "../table/git-globals.ts";
import { ANYTHING, shown } from "./command-words.ts";
import type { Inner } from "./inner.ts";
import type { WideWord } from "./wide-word.ts";

/** Settings whose value git runs, and options that stand for them. */
const RUN_SETTING =
  /(?:pager|editor|cmd|command|fsmonitor|external|textconv|helper|program|clean|smudge|process|driver|askpass|browser)$/i;
const RUN_OPTION =
  /^--(?:exec|extcmd|open-files-in-pager|upload-pack|receive-pack|sendmail-cmd|to-cmd|cc-cmd|(?:tree|index|msg|commit|env|parent|tag-name)-filter)(?:=(.*))?$/s;

/** Finds what a git command runs: aliases given on the line, `foreach`, `bisect run`, `--exec`, filters. */
export function gitInner(args: readonly WideWord[]): Inner {
  const { globals, rest } = splitGitGlobals(args.map(shown));
  const scripts: string[] = [];
  const perhaps: string[] = [];
  const setting = (key: string, value: string): void => {
    if (/^alias\./i.test(key)) {
      if (value.startsWith("!")) scripts.push(value.slice(1));
      else scripts.push(`git ${value}`);
    } else if (RUN_SETTING.test(key)) perhaps.push(value.replace(/^!/, ""));
  };
  for (const [at, text] of globals.entries()) {
    const given = text === "-c" ? globals[at + 1] : /^-c(.+)$/s.exec(text)?.[1];
    const cut = given?.indexOf("=") ?? -1;
    if (cut > 0) setting(given!.slice(0, cut), given!.slice(cut + 1));
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
  if (verb === "config") for (const [at, key] of operands.entries()) setting(key, operands[at + 1] ?? "");
  for (const [at, text] of operands.entries()) {
    const option = RUN_OPTION.exec(text);
    if (option === null && text !== "-x") continue;
    const script = option?.[1] ?? operands[at + 1];
    if (script !== undefined) scripts.push(script);
  }
  for (const [at, text] of operands.entries()) {
    const pager = verb === "grep" ? /^-O(.+)/s.exec(text)?.[1] : undefined;
    const pack = /^(?:clone|fetch|pull|ls-remote)$/.test(verb ?? "") ? /^-u(.*)/s.exec(text)?.[1] : undefined;
    const remote = /^ext::(.+)/s.exec(text)?.[1];
    scripts.push(pager ?? "", pack === "" ? (operands[at + 1] ?? "") : (pack ?? ""), remote ?? "");
  }
  // A setting is taken from a variable.
  if (globals.some((text) => text.startsWith("--config-env"))) commands.push([ANYTHING]);
  return { commands, scripts: scripts.filter((script) => script !== ""), opaque: [], perhaps };
}
