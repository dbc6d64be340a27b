/** Ids that join records to one story. All are opaque strings. */
export interface RecordIds {
  /** The conversation. */
  readonly session: string;
  /** One request and everything done for it. */
  readonly turn?: string;
  /** One tool call. */
  readonly call?: string;
  /** One question; its answer and the grant made from it carry the same id. */
  readonly approval?: string;
  /** One decision; what it allowed names it. */
  readonly decision?: string;
  /** One program that ran. */
  readonly execution?: string;
  /** One connection that was judged. */
  readonly connection?: string;
  /** The person's request that caused this, the same across turns of sub-agents. */
  readonly prompt?: string;
  /** The item of the conversation (a message, a piece of reasoning) that asked. */
  readonly item?: string;
  /** The conversation that started this one. */
  readonly parent?: string;
}

/** Where and under which policy a record was written; the same shape on every record. */
export interface RecordSource {
  /** Random id of this installation's trail; not derived from hardware. */
  readonly host: string;
  /** Login name of the person. */
  readonly user: string;
  /** sha-256 hex of the effective policy in force; absent until a record names one. */
  readonly policy?: string;
}

/** How a record reads to a person who watches for trouble. */
export type RecordSeverity = "info" | "warn" | "error";

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
  /** Name from the catalogue. */
  readonly name: string;
  /** Ids beside the session, which the trail adds. */
  readonly ids?: Partial<Omit<RecordIds, "session">>;
  /** What the event says; JSON-safe, snake_case keys. */
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Default `info`. */
  readonly severity?: RecordSeverity;
}

/** One record as stored, printed by `exec --json` and shown by the TUI. */
export interface TrailRecord {
  /** Version of the shape. */
  readonly v: 1;
  /** Number within the session, from 0, without gaps. */
  readonly seq: number;
  /** ISO 8601 with milliseconds, UTC. */
  readonly time: string;
  /** UUID of version 7; grows within a process even when the clock jumps back. */
  readonly id: string;
  /** Name from the catalogue. */
  readonly name: string;
  /** How it reads to a person who watches for trouble. */
  readonly severity: RecordSeverity;
  /** Ids that join it to others. */
  readonly ids: RecordIds;
  /** Where and under which policy it was written. */
  readonly source?: RecordSource;
  /** What the event says, after redaction. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** sha-256 hex of the line before this one. */
  readonly prev?: string;
  /** sha-256 hex of this line's bytes up to `,"hash"`. */
  readonly hash?: string;
}

/** The local trail of one session. Appends are ordered; a resolved append is on disk as its record class demands. */
export interface Trail extends AsyncDisposable {
  /** Id of the session. */
  readonly session: string;
  /** Directory of the trail; lies outside every writable root. */
  readonly directory: string;
  /** Resolves when the record is written (and synced, for decisions). Rejects when the disk refuses: the caller must not act then. */
  append(event: TrailEvent): Promise<TrailRecord>;
  /** Ends the segment with its closing line and an anchor. A second call does nothing. */
  close(): Promise<void>;
}

/** One thing that a check of the trail found. */
export interface TrailProblem {
  /** Path relative to the trail's directory. */
  readonly file: string;
  /** 1-based; 0 speaks of the whole file. */
  readonly line: number;
  /** Stable code, such as `edited`, `broken`, `truncated`, `segment-missing`, `anchor-mismatch`. */
  readonly code: string;
  /** The finding as a sentence. */
  readonly text: string;
}

/** The outcome of checking a trail. */
export interface TrailVerification {
  /** False as soon as anything was edited, removed, reordered or cut before the last anchor. */
  readonly ok: boolean;
  /** Segments that were read. */
  readonly segments: number;
  /** Records that were read. */
  readonly records: number;
  /** What was tampered with, and where. */
  readonly problems: readonly TrailProblem[];
  /** Records after the last anchor of their segment: a cut there cannot be told from a crash. */
  readonly unanchored: number;
  /** Crashes and segments still being written: worth knowing, no sign of tampering. */
  readonly notes?: readonly TrailProblem[];
}
