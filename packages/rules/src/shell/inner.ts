import type { Reason } from "../verdict.ts";
import { ANYTHING } from "./command-words.ts";
import type { WideWord } from "./wide-word.ts";

/** What a command runs in turn. */
export interface Inner {
  readonly commands: readonly (readonly WideWord[])[];
  readonly scripts: readonly string[];
  readonly opaque: readonly Reason[];
  /** What may be run as a script, or may only be data: rules ask about it and never deny it. */
  readonly perhaps?: readonly string[];
  /** Scripts that the text does not fix, as they are written. */
  readonly unfixed?: readonly string[];
  /** Files that are read as scripts; empty where a name is not fixed. */
  readonly files?: readonly string[];
  /** Files that are run as programs in another language. */
  readonly programs?: readonly string[];
  /** The commands run one after the other, and share what is fed. */
  readonly several?: boolean;
  /** It switches `nullglob` on. */
  readonly nullGlob?: boolean;
  /** What the command prints, where that is known. */
  readonly output?: Fed | undefined;
}

/** A command that runs nothing in turn. */
export const NOTHING: Inner = { commands: [], scripts: [], opaque: [] };

/** What is run although nothing is known of it: any command at all. */
export function unread(code: string, text: string): Inner {
  return { commands: [[ANYTHING]], scripts: [], opaque: [{ code, text }] };
}

/** What a command is fed, or prints. */
export interface Fed {
  /** The text; undefined where nothing is known of it. */
  readonly text: string | undefined;
  /** What it may be besides, where variables have several values. */
  readonly others?: readonly string[];
  /** The text holds expansions as they are written; only a shell that reads it can make something of them. */
  readonly loose?: boolean;
  /** It is not known, but made from text of the script. */
  readonly derived?: boolean;
  /** A file is read. */
  readonly file?: string;
  /** Exactly this text is fed, apart from its expansions; otherwise there may be more, or something else. */
  readonly sure?: boolean;
}

/** Lists every text that may be fed. */
export function fedTexts(fed: Fed | undefined): readonly string[] {
  return fed?.text === undefined ? [] : [fed.text, ...(fed.others ?? [])];
}

/** Puts together what the readings of one command print. */
export function mergeFed(readings: readonly (Fed | undefined)[]): Fed | undefined {
  const [first, ...rest] = readings;
  if (rest.length === 0) return first;
  const [text, ...others] = [...new Set(readings.flatMap(fedTexts))];
  return text === undefined ? undefined : { text, others, loose: true };
}
