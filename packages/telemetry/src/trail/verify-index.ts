import { existsSync, readFileSync } from "node:fs";
import type { TrailProblem } from "../record.ts";
import { checkLine, noHash } from "./line.ts";
import { type IndexEntry, indexPath } from "./segment-index.ts";
import type { Anchor } from "./verify-trail.ts";

/** What the index knows of a segment. */
export interface KnownSegment {
  readonly session: string;
  /** Lines and the hash each must have. */
  readonly anchors: readonly { readonly lines: number; readonly head: string }[];
  readonly closed: boolean;
  readonly repaired: boolean;
  readonly removed?: string;
}

/** The index, checked. */
export interface IndexCheck {
  readonly segments: ReadonlyMap<string, KnownSegment>;
  readonly problems: readonly TrailProblem[];
  /** Anchors from outside that were found. */
  readonly seen: Set<Anchor>;
}

/** Checks the chain of the index and gathers what it says of each segment. */
export function checkIndex(directory: string, anchors: readonly Anchor[]): IndexCheck {
  const path = indexPath(directory);
  const problems: TrailProblem[] = [];
  const seen = new Set<Anchor>();
  const segments = new Map<string, KnownSegment>();
  if (!existsSync(path)) return { segments, problems, seen };
  const bytes = readFileSync(path);
  const heads = new Set<string>();
  let prev = noHash;
  let line = 0;
  for (let start = 0; start < bytes.length; ) {
    line += 1;
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    const text = bytes.subarray(start, end);
    start = end + 1;
    if (newline < 0) {
      // Whoever wrote it was killed within the write; the next one to append cuts it.
      break;
    }
    const check = checkLine(text);
    if (check.kind === "bad") {
      problems.push({ file: "index.jsonl", line, code: "index-edited", text: check.text });
      prev = "";
      continue;
    }
    if (prev !== "" && check.prev !== prev)
      problems.push({
        file: "index.jsonl",
        line,
        code: "index-broken",
        text: "the line does not follow the one before: lines were removed, moved or replaced here",
      });
    prev = check.hash;
    heads.add(check.hash);
    note(segments, JSON.parse(text.toString("utf8")) as IndexEntry);
  }
  for (const anchor of anchors) {
    if (anchor.kind !== "index") continue;
    if (heads.has(anchor.head)) seen.add(anchor);
    else
      problems.push({
        file: "index.jsonl",
        line: 0,
        code: "index-anchor-missing",
        text: `no line has the exported hash ${anchor.head.slice(0, 16)}…: the index was cut or rewritten`,
      });
  }
  return { segments, problems, seen };
}

function note(segments: Map<string, KnownSegment>, entry: IndexEntry): void {
  const known = segments.get(entry.segment) ?? {
    session: entry.session,
    anchors: [],
    closed: false,
    repaired: false,
  };
  if (entry.kind === "opened") {
    segments.set(entry.segment, known);
    return;
  }
  segments.set(entry.segment, {
    ...known,
    anchors: [...known.anchors, { lines: entry.lines, head: entry.head }],
    closed: known.closed || entry.kind === "closed",
    repaired: known.repaired || entry.kind === "repaired",
    ...(entry.kind === "removed" ? { removed: entry.reason } : {}),
  });
}
