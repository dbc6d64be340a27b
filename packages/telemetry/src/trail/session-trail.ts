import { randomBytes } from "node:crypto";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { eventSpec } from "../catalogue/events.ts";
import type { RecordSource, Trail, TrailEvent, TrailRecord } from "../record.ts";
import { createRedaction } from "../redact/redaction.ts";
import { TrailError } from "../trail-error.ts";
import type { Disk } from "./disk.ts";
import { type Install, preparePrivateFolder } from "./install.ts";
import { isoTimeFormat } from "./iso-time.ts";
import type { PreviousSegment } from "./recover.ts";
import { fullError, writeError } from "./refusals.ts";
import { freeReserve, refillReserve, reserveBytes } from "./reserve.ts";
import { Segment } from "./segment.ts";
import { thisWriter } from "./segment-header.ts";
import { appendIndex } from "./segment-index.ts";
import type { Redact, TrailOptions } from "./trail-options.ts";
import { uuid7Source } from "./uuid7.ts";

/** What `openTrail` found out before there is a trail. */
export interface SessionTrailStart {
  readonly directory: string;
  readonly session: string;
  readonly install: Install;
  readonly reservePath: string;
  readonly clock: () => number;
  readonly monotonic: () => number;
  readonly disk: Disk;
  readonly source: RecordSource;
  readonly previous?: PreviousSegment;
  readonly options: TrailOptions;
}

const flushAfterMs = 250;
const flushAfterRecords = 256;
const isFull = (error: unknown): boolean =>
  ["ENOSPC", "EDQUOT", "EFBIG"].includes((error as NodeJS.ErrnoException).code ?? "");

/** The writing end of a session's trail. */
export class SessionTrail implements Trail {
  readonly session: string;
  readonly directory: string;
  readonly #start: SessionTrailStart;
  readonly #redact: Redact;
  readonly #newId = uuid7Source();
  readonly #isoTime = isoTimeFormat();
  #source: RecordSource;
  #sourceText = "";
  #segment: Segment;
  #number: number;
  #seq: number;
  #day = "";
  /** Milliseconds since the epoch at which the segment's UTC day is over. */
  #dayEnds = 0;
  #closing: Promise<void> | undefined;
  #unsynced = 0;
  #timer: NodeJS.Timeout | undefined;
  #clockOffset: number | undefined;
  #indexHead = "";
  #full: { dropped: number; retryAt: number } | undefined;
  #broken: unknown;
  #ending: Promise<unknown> = Promise.resolve();

  constructor(start: SessionTrailStart) {
    this.#start = start;
    this.session = start.session;
    this.directory = start.directory;
    this.#redact =
      start.options.redact ?? createRedaction({ key: start.install.key, ...redactionOf(start.options) });
    this.#source = start.source;
    this.#sourceText = JSON.stringify(start.source);
    this.#seq = start.previous?.next ?? 0;
    this.#number = (start.previous?.number ?? -1) + 1;
    this.#segment = this.#begin(start.previous);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async append(event: TrailEvent): Promise<TrailRecord> {
    if (this.#closing !== undefined)
      throw new TrailError(
        "closed",
        `the trail of session ${this.session} is closed; ${event.name} was not written`,
      );
    const spec = eventSpec(event.name);
    const attributes = this.#redact(event.name, event.attributes ?? {});
    this.#noticePolicy(attributes["policy_digest"]);
    const now = this.#start.clock();
    this.#noticeClock(now);
    this.#rotateIfDue(now);
    if (this.#full !== undefined) this.#tryToRecover();
    const refuses = attributes["decision"] === "deny" || attributes["decision"] === "stop";
    if (
      this.#full !== undefined &&
      spec?.permits === true &&
      !refuses &&
      this.#start.options.onFull !== "continue"
    )
      throw fullError(event.name, this.#segment.path);
    const record = this.#write(event, attributes);
    if (this.#segment.lines - this.#segment.anchored >= (this.#start.options.anchorEvery ?? 1000))
      this.#anchor();
    if (spec?.sync === "before" && this.#full === undefined) {
      this.#unsynced = 0;
      await this.#sync(event.name);
    } else this.#syncSoon();
    return record;
  }

  #write(event: TrailEvent, attributes: TrailRecord["attributes"]): TrailRecord {
    const now = this.#start.clock();
    const time = this.#isoTime(now);
    const id = this.#newId(now);
    const ids = { session: this.session, ...event.ids };
    const severity = event.severity ?? "info";
    const prev = this.#segment.head;
    const open = `{"v":1,"seq":${this.#seq},"time":"${time}","id":"${id}","name":${JSON.stringify(event.name)},"severity":"${severity}","ids":${JSON.stringify(ids)},"source":${this.#sourceText},"attributes":${JSON.stringify(attributes)}`;
    const hash = this.#put(open, event.name);
    const seq = this.#seq;
    // A record that found no room was let go by `onFull: "continue"`; its number goes to the next one.
    if (hash !== "") this.#seq += 1;
    const record: TrailRecord = {
      v: 1,
      seq,
      time,
      id,
      name: event.name,
      severity,
      ids,
      source: this.#source,
      attributes,
    };
    // Assigned, for a spread costs as much here as the hash does.
    if (hash !== "") Object.assign(record, { prev, hash });
    this.#start.options.onRecord?.(record);
    return record;
  }

  /** Writes a line; on a full disk gives the reserve free and tries once more. */
  #put(open: string, name: string): string {
    if (this.#broken !== undefined) throw writeError(name, this.#broken, this.#segment.path);
    try {
      return this.#segment.write(open);
    } catch (error) {
      if (!isFull(error)) {
        this.#broken = error;
        throw writeError(name, error, this.#segment.path);
      }
      return this.#putIntoReserve(open, name);
    }
  }

  #putIntoReserve(open: string, name: string): string {
    const first = this.#full === undefined;
    this.#full ??= { dropped: 0, retryAt: this.#start.monotonic() + 1_000 };
    if (first) freeReserve(this.#start.reservePath);
    const permits = eventSpec(name)?.permits === true;
    try {
      if (!permits || this.#start.options.onFull === "continue") return this.#segment.write(open);
    } catch (error) {
      if (!isFull(error)) throw writeError(name, error, this.#segment.path);
    }
    this.#full.dropped += 1;
    if (this.#start.options.onFull === "continue") return "";
    throw fullError(name, this.#segment.path);
  }

  /** At most once a second: takes the reserve back; that works only when there is room again. */
  #tryToRecover(): void {
    const full = this.#full;
    if (full === undefined || this.#start.monotonic() < full.retryAt) return;
    full.retryAt = this.#start.monotonic() + 1_000;
    if (!refillReserve(this.#start.reservePath, this.#start.options.reserveBytes ?? reserveBytes)) return;
    this.#full = undefined;
    this.#write(
      { name: "trail.recovered", severity: "warn" },
      { reason: "disk-full", dropped: full.dropped },
    );
  }

  #begin(previous: { readonly segment: string; readonly head: string } | undefined): Segment {
    const { directory, session, clock, disk } = this.#start;
    const time = this.#isoTime(clock());
    this.#day = time.slice(0, 10);
    this.#dayEnds = Date.parse(`${this.#day}T00:00:00.000Z`) + 86_400_000;
    preparePrivateFolder(join(directory, this.#day));
    for (;;) {
      const name = `${this.#day}/${session}.${this.#number}.jsonl`;
      try {
        const segment = Segment.create(
          name,
          join(directory, name),
          {
            session,
            number: this.#number,
            time,
            first: this.#seq,
            nonce: randomBytes(16).toString("hex"),
            source: this.#source,
            writer: thisWriter(),
            ...(previous === undefined
              ? {}
              : { previous: { segment: previous.segment, head: previous.head } }),
          },
          disk,
        );
        this.#number += 1;
        this.#indexHead = appendIndex(directory, [{ kind: "opened", time, segment: name, session }], {
          sync: true,
        });
        return segment;
      } catch (error) {
        // Another process writes for the same session: each has files of its own.
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        this.#number += 1;
      }
    }
  }

  #rotateIfDue(now: number): void {
    const limit = this.#start.options.segmentBytes ?? 64 * 2 ** 20;
    if (this.#full !== undefined || (this.#segment.bytes < limit && now < this.#dayEnds)) return;
    const old = this.#segment;
    this.#checkpoint();
    this.#footer(old);
    this.#segment = this.#begin({ segment: old.name, head: old.head });
    const ended = old.end().then(
      () => seal(old.path),
      (error: unknown) => {
        this.#broken ??= error;
      },
    );
    this.#ending = Promise.all([this.#ending, ended]);
  }

  #anchor(): void {
    this.#checkpoint();
    this.#indexSafely("anchor", this.#segment);
  }

  #checkpoint(): void {
    if (this.#full !== undefined) return;
    this.#write(
      { name: "trail.checkpoint" },
      {
        segment: this.#segment.name,
        lines: this.#segment.lines,
        head: this.#segment.head,
        index_head: this.#indexHead,
      },
    );
  }

  #footer(segment: Segment): void {
    const time = this.#isoTime(this.#start.clock());
    try {
      segment.write(`{"v":1,"closed":${JSON.stringify({ time, lines: segment.lines + 1, next: this.#seq })}`);
    } catch {
      // A full or broken disk: the segment then reads as one whose writer died, which the check reports.
      return;
    }
    this.#indexSafely("closed", segment);
  }

  /** An anchor that cannot be written is made up for by the next one. */
  #indexSafely(kind: "anchor" | "closed", segment: Segment): void {
    try {
      this.#indexHead = appendIndex(
        this.directory,
        [
          {
            kind,
            time: this.#isoTime(this.#start.clock()),
            segment: segment.name,
            session: this.session,
            lines: segment.lines,
            head: segment.head,
          },
        ],
        { sync: kind === "closed" },
      );
      segment.anchored = segment.lines;
    } catch {
      // The records themselves are safe; only the anchor is late.
    }
  }

  #noticePolicy(digest: unknown): void {
    if (typeof digest !== "string" || digest === this.#source.policy) return;
    this.#source = { ...this.#source, policy: digest };
    this.#sourceText = JSON.stringify(this.#source);
  }

  #noticeClock(now: number): void {
    const offset = now - this.#start.monotonic();
    const before = this.#clockOffset;
    this.#clockOffset = offset;
    if (before === undefined || Math.abs(offset - before) <= 1_000 || this.#full !== undefined) return;
    this.#write({ name: "trail.clock_changed", severity: "warn" }, { by_ms: Math.round(offset - before) });
  }

  async #sync(name: string): Promise<void> {
    try {
      await this.#segment.sync();
    } catch (error) {
      // After a failed flush the kernel may have dropped the pages: nothing written since can be trusted to be there.
      this.#broken = error;
      throw writeError(name, error, this.#segment.path);
    }
  }

  #syncSoon(): void {
    this.#unsynced += 1;
    if (this.#unsynced >= flushAfterRecords) {
      this.#unsynced = 0;
      void this.#sync("records").catch(() => {});
      return;
    }
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#unsynced === 0 || this.#closing !== undefined) return;
      this.#unsynced = 0;
      void this.#sync("records").catch(() => {});
    }, flushAfterMs);
    this.#timer.unref();
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#ending;
    if (this.#broken === undefined) {
      this.#checkpoint();
      this.#footer(this.#segment);
    }
    await this.#segment.end().catch((error: unknown) => {
      throw writeError("the end of the session", error, this.#segment.path);
    });
    seal(this.#segment.path);
  }
}

/** A finished segment needs no writing any more. */
function seal(path: string): void {
  try {
    chmodSync(path, 0o400);
  } catch {
    // Removed meanwhile, or on a file system without modes.
  }
}

function redactionOf(options: TrailOptions): Pick<TrailOptions, "secrets" | "env" | "content"> {
  return {
    env: options.env ?? process.env,
    ...(options.secrets === undefined ? {} : { secrets: options.secrets }),
    ...(options.content === undefined ? {} : { content: options.content }),
  };
}
