import { existsSync } from "node:fs";
import type { TrailProblem, TrailVerification } from "../record.ts";
import { TrailError } from "../trail-error.ts";
import { segmentFiles } from "./retention.ts";
import { indexPath } from "./segment-index.ts";
import { checkIndex } from "./verify-index.ts";
import { checkSegment } from "./verify-segment.ts";

/** A hash that was seen outside this machine: the trail must still hold it. */
export type Anchor =
  | { readonly kind: "record"; readonly session: string; readonly seq: number; readonly hash: string }
  | { readonly kind: "segment"; readonly segment: string; readonly lines: number; readonly head: string }
  | { readonly kind: "index"; readonly head: string };

/** Options of `verifyTrail`. */
export interface VerifyOptions {
  /** Anchors from a collector. Without them only the trail's own index anchors the segments. */
  readonly anchors?: readonly Anchor[];
  /** Check only this session's segments. */
  readonly session?: string;
}

/**
 * Checks every byte of a trail: each line against its hash, each hash against the line before, each segment against the
 * anchors of the index, the index against itself, and all of it against anchors from outside when given.
 *
 * What it cannot see without anchors from outside: a consistent rewrite of segments and index by someone with the
 * user's rights, and a cut after the last anchor. The latter is why `unanchored` counts what no anchor covers yet.
 */
export async function verifyTrail(
  directory: string,
  options: VerifyOptions = {},
): Promise<TrailVerification> {
  if (!existsSync(directory)) throw new TrailError("not-found", `there is no trail in ${directory}`);
  const problems: TrailProblem[] = [];
  const notes: TrailProblem[] = [];
  const index = checkIndex(directory, options.anchors ?? []);
  problems.push(...index.problems);
  const files = segmentFiles(directory);
  const present = new Set(files.map((file) => file.segment));
  const differs = new Map<Anchor, { readonly file: string; readonly line: number }>();
  let segments = 0;
  let records = 0;
  let unanchored = 0;
  const sessionOf = (segment: string): string => segment.slice(11).replace(/\.\d+\.jsonl$/, "");
  const wanted = (segment: string): boolean =>
    options.session === undefined || sessionOf(segment) === options.session;
  for (const { segment } of files) {
    if (!wanted(segment)) continue;
    const known = index.segments.get(segment);
    const outside = (options.anchors ?? []).filter(
      (anchor) =>
        (anchor.kind === "record" && anchor.session === sessionOf(segment)) ||
        (anchor.kind === "segment" && anchor.segment === segment),
    );
    const result = await checkSegment(directory, segment, known, outside);
    // Records are written only after the index lists the file: without any, its writer was killed in between.
    if (known === undefined && result.records > 0)
      problems.push({
        file: segment,
        line: 0,
        code: existsSync(indexPath(directory)) ? "unlisted" : "no-index",
        text: "the index does not list this segment: the index was cut or replaced, or the file was put here",
      });
    segments += 1;
    records += result.records;
    unanchored += result.unanchored;
    problems.push(...result.problems);
    notes.push(...result.notes);
    for (const anchor of result.seen) index.seen.add(anchor);
    for (const { anchor, line } of result.differs) differs.set(anchor, { file: segment, line });
  }
  for (const [segment, known] of index.segments) {
    if (known.removed !== undefined || present.has(segment) || !wanted(segment)) continue;
    problems.push({
      file: segment,
      line: 0,
      code: "segment-missing",
      text: "the index lists this segment, but the file is gone and no removal was recorded",
    });
  }
  for (const anchor of options.anchors ?? []) {
    if (anchor.kind !== "record" || index.seen.has(anchor)) continue;
    if (options.session !== undefined && anchor.session !== options.session) continue;
    if (
      [...index.segments].some(
        ([segment, known]) => known.removed !== undefined && sessionOf(segment) === anchor.session,
      )
    )
      continue;
    const other = differs.get(anchor);
    problems.push(
      other === undefined
        ? {
            file: anchor.session,
            line: 0,
            code: "anchor-missing",
            text: `record ${anchor.seq} was exported, but the trail no longer holds it: the end was cut`,
          }
        : {
            ...other,
            code: "anchor-mismatch",
            text: `record ${anchor.seq} is not the one that was exported`,
          },
    );
  }
  return { ok: problems.length === 0, segments, records, problems, unanchored, notes };
}
