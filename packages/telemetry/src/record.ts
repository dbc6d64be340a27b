/** Ids that join records to one story. All are opaque strings. */
export interface RecordIds {
  readonly session: string;
  readonly turn?: string;
  readonly call?: string;
  readonly approval?: string;
  readonly decision?: string;
  readonly execution?: string;
  readonly connection?: string;
}

/** A value an attribute may hold. */
export type AttributeValue =
  | string
  | number
  | boolean
  | readonly string[]
  | null
  | { readonly [key: string]: AttributeValue }
  | readonly AttributeValue[];

/** What a caller appends: a name of the catalogue, ids and attributes. */
export interface TrailEvent {
  readonly name: string;
  readonly ids?: Partial<Omit<RecordIds, "session">>;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly severity?: "info" | "warn" | "error";
}

/** One record as stored, printed by `exec --json` and shown by the TUI. */
export interface TrailRecord {
  readonly v: 1;
  readonly seq: number;
  /** ISO 8601 with milliseconds, UTC. */
  readonly time: string;
  readonly id: string;
  readonly name: string;
  readonly severity: "info" | "warn" | "error";
  readonly ids: RecordIds;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly prev?: string;
  readonly hash?: string;
}

/** The local trail of one session. Appends are ordered; a resolved append is on disk as its record class demands. */
export interface Trail extends AsyncDisposable {
  readonly session: string;
  /** Directory of the trail; lies outside every writable root. */
  readonly directory: string;
  /** Resolves when the record is written (and synced, for decisions). Rejects when the disk refuses: the caller must not act then. */
  append(event: TrailEvent): Promise<TrailRecord>;
  close(): Promise<void>;
}

/** The outcome of checking a trail. */
export interface TrailVerification {
  readonly ok: boolean;
  readonly segments: number;
  readonly records: number;
  readonly problems: readonly {
    readonly file: string;
    readonly line: number;
    readonly code: string;
    readonly text: string;
  }[];
  readonly unanchored: number;
}
