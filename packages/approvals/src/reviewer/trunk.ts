import { createHash } from "node:crypto";
import { canonicalJson } from "../digest.ts";
import type { ReviewItem } from "./model.ts";
import type { TranscriptEntry } from "./transcript.ts";

/** What the reviewer of one session was shown before. Immutable: parallel reviews each go on from the same one. */
export interface Trunk {
  readonly items: readonly ReviewItem[];
  /** Transcript entries that the items cover. */
  readonly covered: number;
  /** Digest of those entries; a rewritten conversation starts over. */
  readonly seen: string;
  readonly instructions: string;
}

/** Beyond this many UTF-16 units a trunk starts over, so that a long session does not outgrow the model. */
const longest = 200_000;

/** Where a review starts: a new trunk, the session's, or a copy while another review is under way. */
export type TrunkUse = "new" | "reused" | "forked";

/** Keeps the trunk of each session. */
export interface Trunks {
  open(session: string, instructions: string, transcript: readonly TranscriptEntry[]): Opened;
  end(session: string): void;
}

/** A trunk in use. */
export interface Opened {
  readonly use: TrunkUse;
  readonly items: readonly ReviewItem[];
  readonly covered: number;
  /** Makes the new items the session's trunk, unless another review has moved it on meanwhile. */
  commit(items: readonly ReviewItem[]): void;
  /** Ends the use without a change. */
  release(): void;
}

function digest(entries: readonly TranscriptEntry[]): string {
  return createHash("sha256").update(canonicalJson(entries)).digest("hex");
}

function size(items: readonly ReviewItem[]): number {
  return items.reduce((sum, item) => sum + ("text" in item ? item.text.length : item.input.length), 0);
}

/** Makes an empty set of trunks. */
export function createTrunks(): Trunks {
  const trunks = new Map<string, Trunk>();
  const busy = new Map<string, number>();
  return {
    open(session, instructions, transcript): Opened {
      const held = trunks.get(session);
      const fits =
        held !== undefined &&
        held.instructions === instructions &&
        held.covered <= transcript.length &&
        held.seen === digest(transcript.slice(0, held.covered)) &&
        size(held.items) < longest;
      const base = fits ? held : undefined;
      const others = busy.get(session) ?? 0;
      busy.set(session, others + 1);
      const covered = transcript.length;
      const seen = digest(transcript);
      let open = true;
      const release = (): void => {
        if (!open) return;
        open = false;
        const left = (busy.get(session) ?? 1) - 1;
        if (left === 0) busy.delete(session);
        else busy.set(session, left);
      };
      return {
        use: base === undefined ? "new" : others > 0 ? "forked" : "reused",
        items: base?.items ?? [],
        covered: base?.covered ?? 0,
        commit(items): void {
          if (open && trunks.get(session) === held)
            trunks.set(session, { items, covered, seen, instructions });
          release();
        },
        release,
      };
    },
    end: (session): void => {
      trunks.delete(session);
    },
  };
}
