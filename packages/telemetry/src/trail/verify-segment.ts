import { join } from "node:path";
import type { TrailProblem } from "../record.ts";
import { checkLine, lineKind, lineSeq, noHash } from "./line.ts";
import { readLines } from "./read-lines.ts";
import { readHeader } from "./repair.ts";
import { writerIsGone } from "./segment-header.ts";
import type { KnownSegment } from "./verify-index.ts";
import type { Anchor } from "./verify-trail.ts";

/** One segment, checked. */
export interface SegmentCheck {
  readonly records: number;
  readonly unanchored: number;
  readonly problems: readonly TrailProblem[];
  readonly notes: readonly TrailProblem[];
  /** Anchors from outside that a record bears out. */
  readonly seen: readonly Anchor[];
  /** Anchors from outside whose number is here, but another record: another segment may bear them out. */
  readonly differs: readonly { readonly anchor: Anchor; readonly line: number }[];
}

/** Checks one segment against itself, the index and anchors from outside. */
export async function checkSegment(
  directory: string,
  segment: string,
  known: KnownSegment | undefined,
  outside: readonly Anchor[],
): Promise<SegmentCheck> {
  const problems: TrailProblem[] = [];
  const notes: TrailProblem[] = [];
  const seen: Anchor[] = [];
  const differs: { readonly anchor: Anchor; readonly line: number }[] = [];
  const say = (line: number, code: string, text: string): void => {
    problems.push({ file: segment, line, code, text });
  };
  const heads = new Map<number, string>();
  for (const anchor of known?.anchors ?? []) heads.set(anchor.lines, anchor.head);
  const bySeq = new Map<number, (Anchor & { readonly kind: "record" })[]>();
  for (const anchor of outside) {
    if (anchor.kind === "record") bySeq.set(anchor.seq, [...(bySeq.get(anchor.seq) ?? []), anchor]);
    else if (anchor.kind === "segment") heads.set(anchor.lines, anchor.head);
  }
  const lastAnchor = Math.max(0, ...heads.keys());
  let prev: string | undefined = noHash;
  let expected: number | undefined;
  let records = 0;
  let after = 0;
  let lines = 0;
  let closedAt = 0;
  let torn: { readonly line: number; readonly bytes: number } | undefined;
  for await (const batch of readLines(join(directory, segment))) {
    for (const { bytes, line, ended } of batch) {
      if (!ended) {
        torn = { line, bytes: bytes.length };
        break;
      }
      lines = line;
      if (closedAt !== 0 && closedAt === line - 1)
        say(line, "after-end", "there are lines after the closing line");
      const check = checkLine(bytes);
      if (check.kind === "bad") {
        say(line, "edited", check.text);
        prev = undefined;
        if (expected !== undefined) expected += 1;
        continue;
      }
      const kind = lineKind(bytes);
      if (line === 1 && kind !== "segment")
        say(1, "no-header", "the first line is not the segment's header: lines before it are gone");
      if (line > 1 && kind === "segment") say(line, "second-header", "a header stands in the middle");
      const seq = kind === "record" ? lineSeq(bytes) : undefined;
      const follows = prev === undefined || check.prev === prev;
      if (!follows) say(line, "broken", describeBreak(expected, seq));
      prev = check.hash;
      if (heads.has(line) && heads.get(line) !== check.hash)
        say(
          line,
          "anchor-mismatch",
          "the line is not the one that was anchored: it, or lines before it, were replaced",
        );
      if (kind === "segment") expected = firstSeq(bytes);
      if (kind === "closed") closedAt = line;
      if (seq !== undefined) {
        records += 1;
        if (line > lastAnchor) after += 1;
        if (expected !== undefined && seq !== expected && follows)
          say(line, "sequence", `record ${expected} should stand here, not ${seq}`);
        expected = seq + 1;
        for (const anchor of bySeq.get(seq) ?? []) {
          if (anchor.hash === check.hash) seen.push(anchor);
          else differs.push({ anchor, line });
        }
      }
    }
  }
  if (lines < lastAnchor)
    say(
      lines + 1,
      "truncated",
      `the segment was anchored with ${lastAnchor} lines and has ${lines}: the end was cut off`,
    );
  else if (known?.closed === true && closedAt === 0) say(lines, "truncated", "the closing line is gone");
  if (torn !== undefined) {
    const text = `${torn.bytes} bytes without an end: a write was interrupted, or is going on`;
    if (known?.closed === true || closedAt !== 0)
      say(torn.line, "after-end", `${torn.bytes} bytes stand after the closing line`);
    else notes.push({ file: segment, line: torn.line, code: "torn", text });
  }
  if (closedAt === 0 && problems.length === 0) {
    const header = readHeader(join(directory, segment));
    const gone = header !== undefined && writerIsGone(header.writer, join(directory, segment), Date.now());
    notes.push({
      file: segment,
      line: lines,
      code: known?.repaired === true || gone ? "crashed" : "open",
      text:
        known?.repaired === true || gone
          ? "the session ended without closing its trail"
          : "the session is still being written",
    });
  }
  return { records, unanchored: after, problems, notes, seen, differs };
}

function firstSeq(bytes: Buffer): number | undefined {
  try {
    return (JSON.parse(bytes.toString("utf8")) as { segment: { first: number } }).segment.first;
  } catch {
    return undefined;
  }
}

function describeBreak(expected: number | undefined, seq: number | undefined): string {
  if (expected === undefined || seq === undefined || Number.isNaN(seq))
    return "the line does not follow the one before: lines were removed, moved or replaced here";
  if (seq > expected) return `records ${expected} to ${seq - 1} are gone`;
  if (seq < expected) return `record ${seq} stands where ${expected} should: lines were moved or repeated`;
  return "the line does not follow the one before, which was replaced";
}
