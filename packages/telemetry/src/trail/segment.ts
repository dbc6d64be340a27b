import { dirname } from "node:path";
import type { Disk } from "./disk.ts";
import { noHash, sealLine } from "./line.ts";
import type { SegmentHeader } from "./segment-header.ts";

/** An open segment: one file, one writer. Lines are written at once and in order; nothing is buffered. */
export class Segment {
  /** Path relative to the trail's directory. */
  readonly name: string;
  readonly path: string;
  /** Hash of the last line. */
  head: string = noHash;
  /** Lines written, header included. */
  lines = 0;
  bytes = 0;
  /** Lines at the last anchor. */
  anchored = 0;
  readonly #disk: Disk;
  readonly #descriptor: number;
  #syncing: Promise<void> | undefined;
  #queued: Promise<void> | undefined;
  #folderSynced = false;
  #open = true;

  private constructor(name: string, path: string, disk: Disk) {
    this.name = name;
    this.path = path;
    this.#disk = disk;
    this.#descriptor = disk.create(path);
  }

  /** Creates the file, which must not exist, and writes its header. */
  static create(name: string, path: string, header: SegmentHeader, disk: Disk): Segment {
    const segment = new Segment(name, path, disk);
    segment.write(`{"v":1,"segment":${JSON.stringify(header)}`);
    return segment;
  }

  /**
   * Writes one line, given without its chain fields and last brace; returns its hash. A write that the disk refuses
   * half-way is cut off again, so the file stays whole, and the disk's error is thrown.
   */
  write(open: string): string {
    const line = sealLine(open, this.head);
    const length = Buffer.byteLength(line.text);
    let done = 0;
    try {
      // Nearly always one call; the text is made into bytes here only for the rest of a write that was cut short.
      done = this.#disk.write(this.#descriptor, line.text);
      while (done < length) done += this.#disk.write(this.#descriptor, Buffer.from(line.text).subarray(done));
    } catch (error) {
      if (done > 0) this.#disk.truncate(this.#descriptor, this.bytes);
      throw error;
    }
    this.head = line.hash;
    this.lines += 1;
    this.bytes += length;
    return line.hash;
  }

  /** Resolves when everything written so far is on the disk. Calls that arrive during a flush share the next one. */
  sync(): Promise<void> {
    if (this.#syncing === undefined) {
      this.#syncing = this.#flush().finally(() => {
        this.#syncing = undefined;
      });
      return this.#syncing;
    }
    this.#queued ??= this.#syncing
      .catch(() => {})
      .then(() => {
        this.#queued = undefined;
        return this.sync();
      });
    return this.#queued;
  }

  /** Closes the file; syncs first. */
  async end(): Promise<void> {
    await this.sync();
    if (this.#open) {
      this.#open = false;
      this.#disk.close(this.#descriptor);
    }
  }

  async #flush(): Promise<void> {
    await this.#disk.sync(this.#descriptor);
    if (this.#folderSynced) return;
    await this.#disk.syncFolder(dirname(this.path));
    await this.#disk.syncFolder(dirname(dirname(this.path)));
    this.#folderSynced = true;
  }
}
