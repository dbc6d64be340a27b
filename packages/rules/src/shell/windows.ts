import type { WideWord } from "./wide-word.ts";

const WINDOWS_SHELL = /^(?:pwsh|powershell|cmd)(?:-preview)?(?:\.exe)?$/i;
const MAXIMUM_STARTS = 2000;

/** Says whether a program is PowerShell or the Windows command interpreter. */
export function isWindowsShell(name: string): boolean {
  return WINDOWS_SHELL.test(name.replace(/^.*[\\/]/, ""));
}

/**
 * Cuts PowerShell or cmd text into whatever may be a command, for rules that ask or deny: at every operator and
 * bracket, with quotes, carets and backticks taken away, from every word on, also in lower case and without `.exe`.
 * Nothing is allowed by this reading.
 */
export function cutWindowsText(text: string): readonly (readonly WideWord[])[] {
  const found = new Map<string, readonly string[]>();
  // Quoted text may be a script of its own, so both forms are cut: with the quotes as words' borders, and without.
  for (const form of [text, text.replace(/["']/g, " ")]) {
    for (const piece of form.replace(/[`^]/g, "").split(/[;|&\r\n(){}@,]|\$\(/)) {
      const words = splitWords(piece);
      for (let at = 0; at < words.length && found.size < MAXIMUM_STARTS; at += 1) {
        const rest = words.slice(at);
        for (const variant of [rest, rest.map((word) => word.toLowerCase())]) {
          const [program, ...args] = variant;
          const bare = program!.replace(/^.*\\/, "").replace(/\.(?:exe|cmd|bat|com)$/i, "");
          for (const start of [program!, bare]) found.set([start, ...args].join("\0"), [start, ...args]);
        }
      }
    }
  }
  return [...found.values()].map((words) => words.map((word) => ({ kind: "text", text: word })));
}

function splitWords(piece: string): readonly string[] {
  const words = piece.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) => word.replace(/["']/g, "")).filter((word) => word !== "");
}
