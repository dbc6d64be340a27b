import type { ConfigValues } from "./generated/config-values.ts";

/** Where a value was written: layer id, file, 1-based line and column. */
export interface Origin {
  /** Id of the layer: `default`, `system`, `user`, `profile:NAME`, `project`, `session`, `managed`, `runtime`, `cloud:ID` or `requirements:...`. */
  readonly layer: string;
  /** Absolute path, or the name of a fragment. */
  readonly file?: string;
  /** Line, from 1. */
  readonly line?: number;
  /** Column, from 1, in UTF-16 units. */
  readonly column?: number;
}

/** Something a person should know; `error` means that Paddock must not start. */
export interface Notice {
  /** How much it matters. */
  readonly severity: "info" | "warn" | "error";
  /** Stable name of the kind of notice. */
  readonly code: string;
  /** One sentence for a person. */
  readonly text: string;
  /** Where it comes from. */
  readonly origin?: Origin;
  /** Dotted key that it is about. */
  readonly key?: string;
}

/** One proposal for a key. */
export interface Proposal {
  /** The value; absent or undefined where nothing is set. */
  readonly value: unknown;
  /** Where it comes from. */
  readonly origin: Origin;
}

/** The full story of one key. */
export interface Explanation {
  /** Dotted key that it is about. */
  readonly key: string;
  /** The value; absent or undefined where nothing is set. */
  readonly value: unknown;
  /** Who set the value in force. */
  readonly winner: Origin;
  /** Lower proposals, highest first. */
  readonly overridden: readonly Proposal[];
  /** What was asked for, where requirements changed it. */
  readonly clampedFrom?: Proposal;
  /** The requirement that changed it. */
  readonly clampedBy?: Origin;
}

/** One layer as it was merged: what it proposes after its paths are resolved and a project's file is filtered. */
export interface LayerView {
  /** Name of the layer in origins. */
  readonly id: string;
  /** Kind of the layer. */
  readonly kind: string;
  /** Absolute path, or the name of a fragment. */
  readonly file?: string;
  /** Why the layer does not count. */
  readonly disabled?: string;
  /** The values. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** What trusting a project would bring into force. */
export interface ProjectFacts {
  /** Absolute path of the root of the project. */
  readonly root: string;
  /** SHA-256 hex over the project's configuration and rule files; what trust is remembered for. */
  readonly digest: string;
  /** Each file with the keys that it sets (for rule files none). */
  readonly activates: readonly { readonly file: string; readonly keys: readonly string[] }[];
}

/** The combined requirements in force: one value per key, and the sources that each comes from. */
export interface RequirementsView {
  /** Combined, strictest wins; keys in the spelling of requirements.toml. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Sources that were read, in the order of precedence that breaks ties of no consequence. */
  readonly sources: readonly {
    readonly id: string;
    readonly file?: string;
    readonly keys: readonly string[];
  }[];
}

/** The merged, clamped configuration of one session. Reads are by dotted key; every value has an origin. */
export interface Effective {
  /** Version of this shape. */
  readonly v: 1;
  /** Merged values as a plain object with the snake_case keys of the files. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Typed read; undefined when nothing sets it and it has no default. */
  get(key: string | readonly string[]): unknown;
  /**
   * The story of one key, by dotted name or by segments. Origins hold line and column where the configuration was loaded
   * with `positions`, or something had to be reported.
   */
  explain(key: string | readonly string[]): Explanation | undefined;
  /**
   * The same configuration with settings made while running (a picker, `-P`, one turn) on top, clamped like everything
   * else. Reads nothing. Absent where the configuration was not loaded by this package.
   *
   * @throws {ConfigError} where the setting has no meaning, or requirements leave nothing.
   */
  override?(overrides: Readonly<Record<string, unknown>>): Effective;
  /** Everything that a person should know, in the order in which it was found. */
  readonly notices: readonly Notice[];
  /** Whether the files of the project count. */
  readonly trust: "trusted" | "untrusted" | "unknown";
  /** Absolute path of the root of the project. */
  readonly projectRoot: string;
  /** Folders whose `rules/` count, lowest precedence first. */
  readonly ruleFolders: readonly { readonly path: string; readonly layer: "system" | "user" | "project" }[];
  /** Managed prefix rules in the spelling of requirements.toml, with origins. */
  readonly managedRules: readonly { readonly rule: unknown; readonly origin: Origin }[];
  /** SHA-256 hex over the effective values, the requirements, the trust and the rule files that count with it. */
  readonly digest: string;
}

/** What {@link Effective} adds when this package loaded it: the layers, the requirements, the project's files. */
export interface LoadedConfig extends Effective {
  /** The same configuration with more settings on top; always present here. */
  override(overrides: Readonly<Record<string, unknown>>): LoadedConfig;
  /** Merged values; the keys of the table have their types. */
  readonly values: ConfigValues & Readonly<Record<string, unknown>>;
  /** The combined requirements. */
  readonly requirements: RequirementsView;
  /** Every layer, lowest precedence first; disabled ones at the end. */
  readonly layers: readonly LayerView[];
  /** Present where the project has files of its own, trusted or not. */
  readonly project?: ProjectFacts;
  /** Set where Codex is imitated. */
  readonly compat?: "codex";
}
