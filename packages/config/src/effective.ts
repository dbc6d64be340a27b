/** Where a value was written: layer id, file, 1-based line and column. */
export interface Origin {
  readonly layer: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** Something a person should know; `error` means that Paddock must not start. */
export interface Notice {
  readonly severity: "info" | "warn" | "error";
  readonly code: string;
  readonly text: string;
  readonly origin?: Origin;
  readonly key?: string;
}

/** One proposal for a key. */
export interface Proposal {
  readonly value: unknown;
  readonly origin: Origin;
}

/** The full story of one key. */
export interface Explanation {
  readonly key: string;
  readonly value: unknown;
  readonly winner: Origin;
  readonly overridden: readonly Proposal[];
  readonly clampedFrom?: Proposal;
  readonly clampedBy?: Origin;
}

/** One layer as it was merged: what it proposes after its paths are resolved and a project's file is filtered. */
export interface LayerView {
  readonly id: string;
  readonly kind: string;
  readonly file?: string;
  /** Why the layer does not count. */
  readonly disabled?: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What trusting a project would bring into force. */
export interface ProjectFacts {
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
  readonly notices: readonly Notice[];
  readonly trust: "trusted" | "untrusted" | "unknown";
  readonly projectRoot: string;
  /** Folders whose `rules/` count, lowest precedence first. */
  readonly ruleFolders: readonly { readonly path: string; readonly layer: "system" | "user" | "project" }[];
  /** Managed prefix rules in the spelling of requirements.toml, with origins. */
  readonly managedRules: readonly { readonly rule: unknown; readonly origin: Origin }[];
  /** sha-256 hex over the canonical effective values and requirements. */
  readonly digest: string;
}

/** What {@link Effective} adds when this package loaded it: the layers, the requirements, the project's files. */
export interface LoadedConfig extends Effective {
  readonly requirements: RequirementsView;
  /** Every layer, lowest precedence first; disabled ones at the end. */
  readonly layers: readonly LayerView[];
  /** Present where the project has files of its own, trusted or not. */
  readonly project?: ProjectFacts;
  readonly compat?: "codex";
}
