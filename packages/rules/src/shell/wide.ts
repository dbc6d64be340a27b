import { joinedForms } from "./join-lines.ts";
import type { Beliefs } from "./script-state.ts";
import { WideReader } from "./wide-reader.ts";
import type { WideReading } from "./wide-reading.ts";
import { cutWindowsText, isWindowsShell } from "./windows.ts";

export type { WideCommand, WideReading } from "./wide-reading.ts";

/** Reads a script widely: every command anywhere in it, wrappers opened, quotes and escapes resolved. */
export function readWidely(text: string, shell?: string): WideReading {
  if (shell !== undefined && isWindowsShell(shell)) return readWindowsText(text);
  return readCertainly((reader) => {
    reader.script(text, undefined, [], 0);
    // The shell joins lines before it reads words; parsers sometimes do it after.
    for (const joined of joinedForms(text)) reader.again(joined);
  });
}

function readWindowsText(text: string): WideReading {
  const why =
    "PowerShell and cmd text is never allowed by rule; rules that ask or deny are looked for in it.";
  return {
    commands: cutWindowsText(text).map((words) => ({ words, via: [] })),
    redirects: [],
    opaque: [{ code: "windows-shell", text: why }],
    assigned: [],
    clean: false,
  };
}

/** Reads in the usual beliefs, and again where the whole does not bear them out. */
function readCertainly(read: (reader: WideReader) => void): WideReading {
  let found: Beliefs | undefined;
  for (;;) {
    const reader = new WideReader(found);
    read(reader);
    const reading = reader.finish();
    // Each belief is given up once at most.
    found = reader.found;
    if (found === undefined) return reading;
  }
}

/** Opens the wrappers of an argv as the wide reading does for commands in a script. */
export function openArgv(argv: readonly string[]): WideReading {
  return readCertainly((reader) =>
    reader.words(
      argv.map((text) => ({ kind: "text", text })),
      { variables: new Map(), span: undefined, via: [], depth: 0 },
    ),
  );
}
