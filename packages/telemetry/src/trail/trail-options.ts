import type { AttributeValue, TrailRecord } from "../record.ts";
import type { Disk } from "./disk.ts";

/** Cleans an event's attributes before anything is written. */
export type Redact = (
  name: string,
  attributes: Readonly<Record<string, AttributeValue>>,
) => Readonly<Record<string, AttributeValue>>;

/** Options of `openTrail`. */
export interface TrailOptions {
  /** Folder of the trail; made 0700 when missing. It must lie outside every writable root. */
  readonly directory: string;
  /** Id of the session: 1 to 128 of `A-Z a-z 0-9 . _ -`, not starting with a dot. An id used before continues its story. */
  readonly session: string;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly clock?: () => number;
  /** Milliseconds that never jump; default `performance.now`. Used to notice that `clock` jumped. */
  readonly monotonic?: () => number;
  /** sha-256 hex of the effective policy; records with a `policy_digest` attribute replace it from then on. */
  readonly policy?: string;
  /** Login name on every record; default: that of the process. */
  readonly user?: string;
  /** Replaces the built-in redaction. Without one, `secrets` and `content` tune the built-in. */
  readonly redact?: Redact;
  /** Exact values that must never be written: credential store values, proxy passwords, environment values. */
  readonly secrets?: Iterable<string>;
  /** Environment whose values under secret-looking names must never be written; default: that of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What may be written in words. Everything is off by default: lengths and fingerprints remain. */
  readonly content?: ContentSwitches;
  /** What to do when the disk is full: refuse new actions (default) or go on and count what was lost. */
  readonly onFull?: "refuse" | "continue";
  /** Bytes after which a segment is closed and the next begun; default 64 MiB. A new UTC day begins one too. */
  readonly segmentBytes?: number;
  /** Records between two anchors; default 1000. */
  readonly anchorEvery?: number;
  /** Removes old segments on opening; default: 90 days, 4 GiB. `false` keeps everything. */
  readonly retention?: Retention | false;
  /** Called with every record after it was written, in order: for a live view, or a bridge. It must not throw. */
  readonly onRecord?: (record: TrailRecord) => void;
  /** Bytes of space kept in reserve, so that refusals and endings can be written when the disk is full; default 256 KiB. */
  readonly reserveBytes?: number;
  /** File operations; default: the real ones. */
  readonly disk?: Disk;
}

/** Which words may be written to the trail. A switch that is off leaves the length and a keyed fingerprint. */
export interface ContentSwitches {
  /** What the person asked. */
  readonly prompts?: boolean;
  /** What the model answered. */
  readonly responses?: boolean;
  /** Summaries of the model's reasoning. */
  readonly reasoning?: boolean;
  /** The reviewer's rationale. */
  readonly rationales?: boolean;
}

/** Which segments may go. Whole segments only, oldest first, never one that is open or not yet exported. */
export interface Retention {
  /** Segments of UTC days longer ago than this go. */
  readonly days?: number;
  /** Oldest segments go until all together are no larger than this. */
  readonly bytes?: number;
  /** A legal hold: nothing is removed while it is true. */
  readonly hold?: boolean;
}
