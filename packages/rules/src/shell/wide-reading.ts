import type { Reason, Redirect, Span } from "../verdict.ts";
import type { Fed } from "./inner.ts";
import type { Variables, WideWord } from "./wide-word.ts";
import type { Written } from "./written-files.ts";

/** A command that may run, found by the wide reading. */
export interface WideCommand {
  /** The words, program first. */
  readonly words: readonly WideWord[];
  /** Where it stands in the text. */
  readonly span?: Span;
  /** Wrappers around it, outermost first. */
  readonly via: readonly string[];
  /** Not one of the commands as they stand: found on a second look, or standing for whatever is not known. */
  readonly again?: true;
  /** Found in text that may be no script at all: rules ask about it and never deny it. */
  readonly perhaps?: true;
}

/** What the wide reading finds: more than may run, never less. */
export interface WideReading {
  /** Every command, wrappers and what they run alike. */
  readonly commands: readonly WideCommand[];
  /** Files that the shell opens. */
  readonly redirects: readonly Redirect[];
  /** Parts whose effect the text does not fix. */
  readonly opaque: readonly Reason[];
  /** Names of variables that the script sets. */
  readonly assigned: readonly string[];
  /** The parser met no mistake. */
  readonly clean: boolean;
}

/** Where a piece of script stands. */
export interface Surroundings {
  readonly variables: Variables;
  /** Where positions point; undefined: into the outer text. */
  readonly span: Span | undefined;
  /** Wrappers around it, outermost first. */
  readonly via: readonly string[];
  readonly depth: number;
  /** What a compound command is fed, and so the commands in it. */
  readonly input?: Fed;
}

/**
 * How sure it is that a text is run. `value`: only if the shell evaluates it. `literal`: it is a text in another
 * language; only fixed programs count in it.
 */
export type Doubt = "value" | "literal" | undefined;

/** Where something was found, and how. */
export interface Place {
  readonly span: Span | undefined;
  readonly via: readonly string[];
  readonly doubt: Doubt;
}

/** Takes in what a walk over a parsed script finds. */
export interface WideSink {
  /** Reads a text as a script. */
  script(text: string, span: Span | undefined, via: readonly string[], depth: number): void;
  /** Takes in one list of words; returns what it prints where that is fixed. */
  words(words: readonly WideWord[], around: Surroundings): Fed | undefined;
  /** Notes a part whose effect the text does not fix. */
  hide(code: string, text: string, span: Span | undefined): void;
  /** Notes that any command at all may run. */
  unread(code: string, text: string, span: Span | undefined, via: readonly string[]): void;
  /** Notes that a variable may hold a text; `append`: behind what it held before. */
  value(name: string, value: string, around: Surroundings, append?: boolean): void;
  /** Notes that the shell evaluates what variables hold. */
  evaluates(): void;
  /** Notes that a variable may be set whose name is not fixed. */
  setAny(): void;
  /** Notes a text that runs something where the shell evaluates it. */
  data(text: string, around: Surroundings): void;
  /** Notes that a function or an alias takes a name. */
  define(name: string, around: Surroundings): void;
  /** Notes that a file is opened. */
  redirect(redirect: Redirect): void;
  /** Notes that text goes to a file. */
  write(written: Written): void;
  /** Some text switches on that globs which no name fits are dropped. */
  readonly nullGlob: boolean;
  /** Notes an extended glob. */
  extendedGlob(): void;
}

/** What several commands read: each gets what those before it left. */
export function shared(around: Surroundings): Surroundings {
  return around.input === undefined ? around : { ...around, input: { ...around.input, sure: false } };
}
