import { renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TrailRecord } from "../record.ts";
import { type ExportMark, exportMarkPath, readExportMark } from "../trail/export-mark.ts";
import { type FileLock, tryLock } from "../trail/lock-file.ts";
import { segmentFiles } from "../trail/retention.ts";
import { newBatches, type RecordBatch } from "./batch-reader.ts";
import type { Sender } from "./sender.ts";

/** How an export paces itself, and fakes for tests. */
export interface ExportTuning {
  /** Records a delivery holds at most; default 512. */
  readonly batch?: number;
  /** Deliveries under way at once; default 2. */
  readonly parallel?: number;
  /** Milliseconds between two looks for new records when nobody calls `wake`; default 1000. */
  readonly everyMs?: number;
  /** First and longest pause after a failure, in milliseconds; default 1 s and 60 s. */
  readonly backoffMs?: readonly [first: number, longest: number];
  /** Jitter of the pauses; default `Math.random`. */
  readonly random?: () => number;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly clock?: () => number;
}

/** What the export of one signal needs. */
export interface ExportLoopOptions<Item> extends ExportTuning {
  readonly directory: string;
  /** Names the cursor: `logs`, `traces`, `metrics`. */
  readonly name: string;
  readonly sender: Sender<Item>;
  readonly items: (record: TrailRecord) => readonly Item[];
  /** Sees records that an earlier run has sent. */
  readonly note?: (record: TrailRecord) => void;
  /** Called once for each outage, and once when it is over. */
  readonly onOutage?: (outage: { readonly error: string } | { readonly overAfterMs: number }) => void;
  /** Called for items that the collector refuses for what they are; they are left out, for nothing behind them may wait for ever. */
  readonly onRefused?: (error: string, items: number) => void;
}

/** What an export has done so far. */
export interface ExportState {
  /** Items that the collector took: logs, spans or measurements. */
  readonly sent: number;
  /** Deliveries that failed. */
  readonly failures: number;
  /** Items that the collector refused for what they are, or dropped from a delivery that it took. */
  readonly refused: number;
  /** Why the last of them was; empty when none was. */
  readonly refusal: string;
  /** The last error; empty while deliveries are taken. */
  readonly error: string;
  /** Bytes of the trail that the collector has not acknowledged yet. */
  readonly behind: number;
}

const lockStaleMs = 30_000;
const saveEveryMs = 250;

/** Follows a trail and delivers what is written to it, at least once, across outages and restarts. */
export class ExportLoop<Item> {
  readonly #options: ExportLoopOptions<Item>;
  readonly #markPath: string;
  readonly #clock: () => number;
  readonly #known = new Set<string>();
  #segments: Record<string, number>;
  #lock: FileLock | undefined;
  #closing = false;
  #wake: (() => void) | undefined;
  #woken = false;
  #failedSince: number | undefined;
  #pause = 0;
  #state: Omit<ExportState, "behind"> = { sent: 0, failures: 0, refused: 0, refusal: "", error: "" };
  #savedAt = 0;
  #unsaved = false;
  readonly #running: Promise<void>;

  constructor(options: ExportLoopOptions<Item>) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#markPath = exportMarkPath(options.directory, options.name);
    this.#segments = { ...readExportMark(this.#markPath).segments };
    this.#running = this.#run();
  }

  /** What was done so far. */
  get state(): ExportState {
    const behind = segmentFiles(this.#options.directory).reduce(
      (sum, { segment, bytes }) => sum + Math.max(0, bytes - (this.#segments[segment] ?? 0)),
      0,
    );
    return { ...this.#state, behind };
  }

  /** Says that there is something new; returns at once. */
  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  /** Delivers what there is, but waits no longer than told; what is left goes out in the next run. */
  async close(withinMs = 2_000): Promise<void> {
    this.#closing = true;
    this.wake();
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, withinMs);
    await Promise.race([this.#running, late.promise]);
    clearTimeout(timer);
    this.#save();
    this.#lock?.release();
    this.#lock = undefined;
    void this.#options.sender.close();
  }

  async #run(): Promise<void> {
    for (;;) {
      const last = this.#closing;
      this.#woken = false;
      let delivered = false;
      try {
        delivered = this.#holdLock() && (await this.#deliver());
      } catch (error) {
        this.#failed((error as Error).message);
      }
      this.#save();
      if (last || (this.#closing && this.#failedSince !== undefined)) return;
      if (!delivered || this.#failedSince !== undefined) await this.#sleep();
    }
  }

  /** One process delivers at a time; the others look now and then whether it is gone. */
  #holdLock(): boolean {
    const path = join(this.#options.directory, `export-${this.#options.name}.lock`);
    if (this.#lock === undefined) {
      this.#lock = tryLock(path, lockStaleMs);
      if (this.#lock === undefined) return false;
      this.#segments = { ...readExportMark(this.#markPath).segments };
      this.#known.clear();
      return true;
    }
    try {
      const now = new Date();
      utimesSync(path, now, now);
    } catch {
      this.#lock = undefined;
      return false;
    }
    return true;
  }

  /** Delivers everything that is there now; true when there was something. */
  async #deliver(): Promise<boolean> {
    const parallel = this.#options.parallel ?? 2;
    const under: { readonly batch: RecordBatch; readonly result: Promise<boolean> }[] = [];
    let any = false;
    const settleFirst = async (): Promise<boolean> => {
      const first = under.shift();
      if (first === undefined) return true;
      if (!(await first.result)) return false;
      this.#segments[first.batch.segment] = first.batch.end;
      this.#unsaved = true;
      if (this.#clock() - this.#savedAt >= saveEveryMs) this.#save();
      return true;
    };
    const batches = newBatches(this.#options.directory, {
      from: (segment) => this.#segments[segment] ?? 0,
      size: this.#options.batch ?? 512,
      note: (record) => this.#options.note?.(record),
      known: this.#known,
    });
    for await (const batch of batches) {
      any = true;
      under.push({ batch, result: this.#send(batch.records) });
      if (under.length >= parallel && !(await settleFirst())) {
        // What was read but not acknowledged is read again: at least once, in order.
        await Promise.all(under.map(({ result }) => result));
        this.#known.clear();
        return any;
      }
    }
    while (under.length > 0) if (!(await settleFirst())) break;
    await Promise.all(under.map(({ result }) => result));
    if (this.#failedSince !== undefined) this.#known.clear();
    return any;
  }

  /** Delivers records; a batch that is refused for what it is goes out in halves, until the culprit is found. */
  async #send(records: readonly TrailRecord[]): Promise<boolean> {
    const items = records.flatMap((record) => this.#options.items(record));
    return this.#sendItems(items, records.length);
  }

  async #sendItems(items: readonly Item[], records: number): Promise<boolean> {
    if (items.length === 0) return true;
    const result = await this.#options.sender.send(items);
    if (result.kind === "taken") {
      this.#state = { ...this.#state, sent: this.#state.sent + items.length, error: "" };
      this.#pause = 0;
      if (this.#failedSince !== undefined) {
        const overAfterMs = this.#clock() - this.#failedSince;
        this.#failedSince = undefined;
        this.#options.onOutage?.({ overAfterMs });
      }
      if (result.rejected !== undefined) this.#refused(result.rejected.error, result.rejected.items);
      return true;
    }
    if (result.kind === "failed") {
      this.#failed(result.error);
      return false;
    }
    if (items.length === 1) {
      this.#refused(result.error, 1);
      return true;
    }
    const half = Math.ceil(items.length / 2);
    const share = Math.ceil(records / 2);
    return (
      (await this.#sendItems(items.slice(0, half), share)) &&
      this.#sendItems(items.slice(half), records - share)
    );
  }

  /** The collector has had these and will not keep them: the trail still does, and says so. */
  #refused(error: string, items: number): void {
    this.#state = { ...this.#state, refused: this.#state.refused + items, refusal: error };
    this.#options.onRefused?.(error, items);
  }

  #failed(error: string): void {
    this.#state = { ...this.#state, failures: this.#state.failures + 1, error };
    const [first, longest] = this.#options.backoffMs ?? [1_000, 60_000];
    this.#pause = Math.min(longest, this.#pause === 0 ? first : this.#pause * 2);
    if (this.#failedSince !== undefined) return;
    this.#failedSince = this.#clock();
    this.#options.onOutage?.({ error });
  }

  async #sleep(): Promise<void> {
    const failing = this.#failedSince !== undefined;
    if ((this.#woken && !failing) || this.#closing) return;
    // Jitter keeps many machines from knocking together after an outage.
    const spread = 0.75 + 0.5 * (this.#options.random ?? Math.random)();
    const wait = failing ? this.#pause * spread : (this.#options.everyMs ?? 1_000);
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, wait);
    timer.unref();
    this.#wake = () => {
      if (this.#failedSince === undefined || this.#closing) resolve();
    };
    await promise;
    clearTimeout(timer);
    this.#wake = undefined;
  }

  /** Writes the cursor by renaming, so that a crash leaves the old one or the new one. */
  #save(): void {
    if (!this.#unsaved || this.#lock === undefined) return;
    const present = new Set(segmentFiles(this.#options.directory).map(({ segment }) => segment));
    const segments = Object.fromEntries(
      Object.entries(this.#segments).filter(([segment]) => present.has(segment)),
    );
    const mark: ExportMark = { v: 1, segments };
    const aside = `${this.#markPath}.new`;
    try {
      writeFileSync(aside, JSON.stringify(mark), { mode: 0o600 });
      renameSync(aside, this.#markPath);
      this.#unsaved = false;
      this.#savedAt = this.#clock();
    } catch {
      // A full disk: the old cursor stands, so records are sent twice rather than never.
    }
  }
}
