/** Where a rule or an entry was written: layer name, file, 1-based line and column. */
export interface Origin {
  /** Name of the configuration layer. */
  readonly layer: string;
  /** Path of the file. */
  readonly file?: string;
  /** 1-based line, or the exact line of a rule file. */
  readonly line?: number;
  /** 1-based column in code points. */
  readonly column?: number;
}

/** What the rules say: `none` means that no rule speaks about the command. */
export type RuleDecision = "allow" | "ask" | "deny" | "none";

/** A half-open range of UTF-16 offsets in the script text, so a UI can underline it. */
export interface Span {
  /** First unit. */
  readonly start: number;
  /** First unit after it. */
  readonly end: number;
}

/** One rule that matches one command. */
export interface RuleMatch {
  /** What is decided. */
  readonly decision: "allow" | "ask" | "deny";
  /** The argv tokens that matched the pattern. */
  readonly prefix: readonly string[];
  /** Where the rule or entry was written. */
  readonly origin: Origin;
  /** Why, in the words of its author. */
  readonly justification?: string;
  /** Absolute program that stood for the bare name in the rule. */
  readonly resolvedProgram?: string;
  /** True for a managed `prompt-user` rule: only a person may answer, once. */
  readonly personOnly?: boolean;
  /** The text does not fix every word that the rule names; what it leaves open may be what the rule says. */
  readonly perhaps?: true;
}

/** One command found in the text, with the verdict it would have alone. */
export interface Segment {
  /** The words, program first; an unknown word is shown as written. */
  readonly argv: readonly string[];
  /** Where it stands in the text. */
  readonly span?: Span;
  /** What is decided. */
  readonly decision: RuleDecision;
  /** The rules that match. */
  readonly matches: readonly RuleMatch[];
  /** Flag guards that kept an allow rule from covering this command. */
  readonly guards: readonly { readonly flag: string; readonly reason: string }[];
  /** `strict`: provably run as written; `wide`: may run, found by the over-approximating reading. */
  readonly reading: "strict" | "wide";
  /** Wrappers around it, outermost first: `sudo`, `sh`, `xargs`. */
  readonly via?: readonly string[];
  /** Set when the danger table speaks about this command. */
  readonly danger?: Danger;
  /** The table of commands that only look says that this one is of them. */
  readonly knownSafe?: boolean;
}

/** What the danger table says about a command. */
export interface Danger {
  /** Stable code. */
  readonly code: string;
  /** A sentence for people. */
  readonly text: string;
  /** Where it stands in the text. */
  readonly span?: Span;
}

/** A machine-readable reason; `text` is a plain sentence for people. */
export interface Reason {
  /** Stable code. */
  readonly code: string;
  /** A sentence for people. */
  readonly text: string;
  /** Where the rule or entry was written. */
  readonly origin?: Origin;
  /** Where it stands in the text. */
  readonly span?: Span;
}

/** A redirection target that the sandbox, not the rules, must judge. */
export interface Redirect {
  /** How the file is opened. */
  readonly mode: "read" | "write" | "append";
  /** The path as written. */
  readonly path: string;
  /** Where it stands in the text. */
  readonly span?: Span;
}

/** A rule that a person could add: the exact line, and what else it would match. */
export interface Amendment {
  /** The words that the rule would name. */
  readonly prefix: readonly string[];
  /** 1-based line, or the exact line of a rule file. */
  readonly line: string;
  /** In examples, what else it would match. */
  readonly alsoMatches: readonly string[];
  /** Where the line goes: a project's or the user's rule file. */
  readonly target?: "project" | "user";
}

/** What the rules say about one command or script. JSON-safe. */
export interface Verdict {
  /** Version of this shape. */
  readonly v: 1;
  /** What is decided. */
  readonly decision: RuleDecision;
  /** Where an allowed command runs: `inside` by default; `outside` only where the rule's meaning says so. */
  readonly placement?: "inside" | "outside";
  /** Why, the weightiest first. */
  readonly reasons: readonly Reason[];
  /** Every command that was found. */
  readonly segments: readonly Segment[];
  /** The rules that match. */
  readonly matches: readonly RuleMatch[];
  /** Rules that would answer the question. */
  readonly amendments: readonly Amendment[];
  /** Files that the shell opens. */
  readonly redirects: readonly Redirect[];
  /** Parts that no reading could resolve; never allowed because of them. */
  readonly opaque: readonly Reason[];
  /** Set when the danger table speaks (forced removal and its kin). */
  readonly danger?: Danger;
  /** Files whose content decides what runs (programs with a slash, script operands): the approval's digest covers them. */
  readonly refersTo: readonly string[];
  /** Environment under which read-only git runs nothing of the repository's; absent where no git is allowed. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A command as an argument vector or as shell text. */
export type Command =
  | { readonly kind: "argv"; readonly argv: readonly string[] }
  | { readonly kind: "script"; readonly text: string; readonly shell?: string };
