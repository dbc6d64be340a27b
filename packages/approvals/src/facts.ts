/** Where the deciding key, rule or requirement was written. */
export interface Origin {
  /** Name of the layer: `user`, `project`, `system`, `requirements`, ... */
  readonly layer: string;
  /** Absolute path. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
}

/** When questions are asked. Legacy words are accepted and mean what they meant. */
export type ApprovalPolicy =
  | { readonly kind: "untrusted" | "on-request" | "never" | "on-failure" }
  | {
      readonly kind: "granular";
      readonly sandboxApproval: boolean;
      readonly rules: boolean;
      readonly mcpElicitations: boolean;
      readonly requestPermissions: boolean;
      readonly skillApproval: boolean;
    };

/** What an action asks for beyond the boundary. */
export type Escalation =
  | { readonly kind: "none" }
  /** Leave the sandbox altogether. */
  | { readonly kind: "outside"; readonly justification?: string }
  /** Widen the sandbox by exactly these. */
  | {
      readonly kind: "widen";
      readonly write?: readonly string[];
      readonly read?: readonly string[];
      readonly hosts?: readonly string[];
      readonly justification?: string;
      /** True when a path is protected, runs by itself, or holds a whole disk or home: asked with care, never for long. */
      readonly delicate?: boolean;
    };

/** The smallest view of a rule verdict that the table needs. */
export interface VerdictFacts {
  /** `none` when no rule speaks about some part, and none asks or denies. */
  readonly decision: "allow" | "ask" | "deny" | "none";
  /** Where the rules want an allowed command to run. Default inside. */
  readonly placement?: "inside" | "outside";
  /** Why, in the words of the rules engine. */
  readonly reasons: readonly { readonly code: string; readonly text: string; readonly origin?: Origin }[];
  /** Set when the table of dangerous words speaks about a part without a rule. */
  readonly danger?: { readonly code: string; readonly text: string };
  /** Every rule that matched some part. */
  readonly matches: readonly {
    readonly decision: "allow" | "ask" | "deny";
    readonly justification?: string;
    readonly personOnly?: boolean;
    /** A word that the text does not fix may be what the rule says; the reason `rule-open` says so for all such rules. */
    readonly perhaps?: true;
    readonly origin: Origin;
    readonly prefix: readonly string[];
  }[];
}

/** What is about to happen, by kind; the table branches on the properties, never on names of tools. */
export type ActionFacts =
  | {
      readonly kind: "command";
      readonly argv: readonly string[];
      readonly script?: string;
      readonly cwd: string;
      readonly verdict: VerdictFacts;
      readonly escalation: Escalation;
      /** Commands that the strict reading found; absent when the text is opaque. A prefix grant must cover each. */
      readonly segments?: readonly (readonly string[])[];
      /** True when the program, an operand or an implied file lies in a writable root: no lasting grant outside. */
      readonly inRoot?: boolean;
    }
  | {
      readonly kind: "read" | "list" | "search";
      readonly path: string;
      readonly within: "readable" | "denied";
    }
  | {
      readonly kind: "write";
      readonly path: string;
      readonly within: "writable" | "protected" | "auto-run" | "outside";
    }
  | {
      readonly kind: "patch";
      readonly files: readonly {
        readonly path: string;
        readonly within: "writable" | "protected" | "auto-run" | "outside";
      }[];
    }
  | {
      readonly kind: "network";
      readonly host: string;
      readonly port: number;
      readonly protocol: string;
      readonly decision: "allow" | "ask" | "deny";
      readonly reason?: string;
      readonly origin?: Origin;
    }
  | {
      readonly kind: "mcp";
      readonly server: string;
      readonly tool: string;
      readonly readOnlyHint?: boolean;
      readonly destructiveHint?: boolean;
      readonly openWorldHint?: boolean;
      readonly mode: "auto" | "writes" | "prompt" | "approve";
    }
  | {
      readonly kind: "tool";
      readonly name: string;
      readonly effects: readonly ("read" | "write" | "network" | "execute")[];
    }
  | { readonly kind: "stdin"; readonly execution: string; readonly outside: boolean; readonly empty: boolean }
  | {
      readonly kind: "permissions";
      readonly write?: readonly string[];
      readonly read?: readonly string[];
      readonly hosts?: readonly string[];
      /** As in {@link Escalation}. */
      readonly delicate?: boolean;
    }
  | { readonly kind: "credential"; readonly name: string; readonly host?: string };

/** How long and how widely an answer counts. */
export type GrantScope = "once" | "turn" | "session" | "project" | "user";

/** One machine-readable reason; `text` is a plain sentence. */
export interface Reason {
  /** Stable, `topic.detail`; for programs. */
  readonly code: string;
  /** One plain sentence for people. */
  readonly text: string;
  /** Where the deciding key or rule was written. */
  readonly origin?: Origin;
}

/** What an allowed action may do beyond the boundary, and nothing more. */
export interface Widen {
  /** Absolute paths that may be changed, with what lies below. */
  readonly write?: readonly string[];
  /** Absolute paths that may be read, with what lies below. */
  readonly read?: readonly string[];
  /** Host names that may be reached. */
  readonly hosts?: readonly string[];
}

/** What the table says. `ask` carries what each answer would mean. */
export type Evaluation =
  | {
      readonly decision: "allow";
      readonly placement: "inside" | "outside";
      readonly reasons: readonly Reason[];
      readonly grant?: string;
      /** Every grant in use, when more than one was needed. */
      readonly grants?: readonly string[];
      /** The widening that a grant gives to this one run. */
      readonly widen?: Widen;
    }
  | {
      readonly decision: "deny";
      readonly code: string;
      readonly reasons: readonly Reason[];
      readonly alternative?: string;
    }
  | {
      readonly decision: "ask";
      readonly reasons: readonly Reason[];
      /** Where it runs once a person says yes. */
      readonly placement: "inside" | "outside";
      readonly scopes: readonly GrantScope[];
      readonly risk: "normal" | "high";
      readonly reviewer: "user" | "auto_review";
      /** What a yes adds to the boundary while the action runs inside. */
      readonly widen?: Widen;
    };
