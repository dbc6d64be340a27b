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

/** The merged, clamped configuration of one session. Reads are by dotted key; every value has an origin. */
export interface Effective {
  readonly v: 1;
  /** Merged values as a plain object with the snake_case keys of the files. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Typed read; undefined when nothing sets it and it has no default. */
  get(key: string): unknown;
  explain(key: string): Explanation | undefined;
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
