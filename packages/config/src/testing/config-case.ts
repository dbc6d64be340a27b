/** Text of a file, or what stands in its place. */
export type CaseFile =
  | string
  | { readonly text?: string; readonly base64?: string; readonly mode?: string }
  | { readonly kind: "folder" | "dangling" };

/** One fragment of a bundle: its TOML text, with a name and id if they matter. */
export type CaseFragment =
  | string
  | { readonly id?: string; readonly name?: string; readonly contents: string };

/** What the policy server of a case answers: fragments, or a raw body. */
export type CaseCloud =
  | {
      readonly config?: readonly CaseFragment[];
      readonly requirements?: readonly CaseFragment[];
      readonly [key: string]: unknown;
    }
  | { readonly body: string; readonly status?: number };

/** The files of a case. `$PROJECT`, `$HOME`, `$CODEX_HOME`, `$SYSTEM` and `$HOSTNAME` are replaced in texts and expectations. */
export interface CaseFiles {
  /** requirements.toml of the system. */
  readonly requirements?: CaseFile;
  /** config.toml of the system. */
  readonly system?: CaseFile;
  /** The legacy managed file. */
  readonly managed?: CaseFile;
  /** What the policy server answers. */
  readonly cloud?: CaseCloud;
  /** The user's config.toml. */
  readonly user?: CaseFile;
  /** The file of the profile that `-p` names, or files by profile. */
  readonly profile?: string | Readonly<Record<string, CaseFile>>;
  /** The file of the project's root, or files by folder below it (`""` is the root). */
  readonly project?: string | Readonly<Record<string, CaseFile>>;
  /** Any other file, by path below the project. */
  readonly others?: Readonly<Record<string, CaseFile>>;
}

/** A notice that must be given: text that it contains, or the fields that it has. */
export type CaseNotice =
  | string
  | { readonly code?: string; readonly key?: string; readonly text?: string; readonly line?: number };

/** What a case expects. */
export interface CaseExpectation {
  /** Values by dotted key; `null` means not set. */
  readonly effective?: Readonly<Record<string, unknown>>;
  /** Layer id of the winner by dotted key. */
  readonly winners?: Readonly<Record<string, string>>;
  /** Notices that must be there. An empty list means that there is no warning at all. */
  readonly notices?: readonly CaseNotice[];
  /** Text that the error contains, or its fields; absent or null means that the configuration loads. */
  readonly error?: string | { readonly code?: string; readonly text?: string; readonly line?: number } | null;
  /** Trust of the project. */
  readonly trust?: string;
  /** Outcome of `write`. */
  readonly write?: "in-force" | "overridden";
}

/** One fixture. */
export interface ConfigCase {
  /** Name of the case. */
  readonly id: string;
  /** Its files. */
  readonly files?: CaseFiles;
  /** Command-line options: `-c k=v`, `-p NAME`, `--strict-config`, `--enable X`, `--disable X`. */
  readonly args?: readonly string[];
  /** Settings made while running: a thread's or a turn's. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** What must come out. */
  readonly expect?: CaseExpectation;
  /** `codex` (the default) or `none`. */
  readonly compat?: "codex" | "none";
  /** Working folder below the project. */
  readonly cwd?: string;
  /** False: the project has no `.git`. */
  readonly git?: boolean;
  /** More variables of the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Defaults of the caller, such as those of a run without a person. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** A key that is written to the user's file first. */
  readonly write?: { readonly key: string; readonly value: unknown; readonly ifDigest?: string };
  /** What changes while the session runs, and what its next action sees. */
  readonly then?: {
    readonly files?: CaseFiles;
    readonly overrides?: Readonly<Record<string, unknown>>;
    readonly expect: CaseExpectation;
  };
}
