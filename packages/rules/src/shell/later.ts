import { shown } from "./command-words.ts";
import { changesReading } from "./reading-options.ts";
import type { WideWord } from "./wide-word.ts";

/** Why nobody knows what runs later: a command changes how the script is read, or what a name or a path stands for. */
export interface Later {
  readonly code: string;
  readonly text: string;
}

/** What a change of the options that shells read by leaves open. */
export const OPTIONS: Later = { code: "options", text: "An option changes how the shell reads the script." };

/** Finds what a command changes for those behind it; undefined where it changes nothing of the kind. */
export function changesLater(name: string, args: readonly WideWord[]): Later | undefined {
  if (changesReading(name, args)) return OPTIONS;
  const any = (pattern: RegExp): boolean => args.some((word) => pattern.test(shown(word)));
  if (/^(?:declare|typeset|local)$/.test(name) && any(/^-[A-Za-z]*n/) && any(/\[[@*]\]|[$`]/))
    return { code: "reference", text: "A name stands for a list." };
  if ((name === "cd" || name === "pushd") && any(/^\/(?:dev|proc)\b/))
    return { code: "script-input", text: "Files of processes are named from their folder." };
  if (name === "history" && any(/^-[a-z]*s/))
    return { code: "history", text: "A command is put into the history." };
  if (name === "printf" && any(/PS\d$/))
    return { code: "expanded-later", text: "What the shell expands later is not fixed." };
  return undefined;
}
