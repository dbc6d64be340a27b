import type { Reason } from "../verdict.ts";
import type { WideWord } from "./wide-word.ts";

/** What a command runs in turn. */
export interface Inner {
  readonly commands: readonly (readonly WideWord[])[];
  readonly scripts: readonly string[];
  readonly opaque: readonly Reason[];
  /** What the command prints, where that is known. */
  readonly output?: Fed | undefined;
}

/** What a command is fed, or prints. */
export interface Fed {
  /** The text; undefined where nothing is known of it. */
  readonly text: string | undefined;
  /** What it may be besides, where variables have several values. */
  readonly others?: readonly string[];
  /** The text holds expansions as they are written; only a shell that reads it can make something of them. */
  readonly loose?: boolean;
}

/** Lists every text that may be fed. */
export function fedTexts(fed: Fed | undefined): readonly string[] {
  return fed?.text === undefined ? [] : [fed.text, ...(fed.others ?? [])];
}
