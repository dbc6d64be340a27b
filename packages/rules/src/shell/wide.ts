import { joinedForms } from "./join-lines.ts";
import { WideReader } from "./wide-reader.ts";
import type { WideReading } from "./wide-reading.ts";
import { isWindowsShell } from "./windows.ts";

export type { WideCommand, WideReading } from "./wide-reading.ts";

/** Reads a script widely: every command anywhere in it, wrappers opened, quotes and escapes resolved. */
export function readWidely(text: string, shell?: string): WideReading {
  const reader = new WideReader();
  if (shell !== undefined && isWindowsShell(shell)) {
    reader.windows(text);
    return reader.finish();
  }
  reader.script(text, undefined, [], 0);
  // The shell joins lines before it reads words; parsers sometimes do it after.
  for (const joined of joinedForms(text)) reader.again(joined);
  return reader.finish();
}

/** Opens the wrappers of an argv as the wide reading does for commands in a script. */
export function openArgv(argv: readonly string[]): WideReading {
  const reader = new WideReader();
  reader.words(
    argv.map((text) => ({ kind: "text", text })),
    { variables: new Map(), span: undefined, via: [], depth: 0 },
  );
  return reader.finish();
}
