import { readFileSync, readlinkSync, statSync } from "node:fs";
import type { RecordSource } from "../record.ts";

/** Who writes a segment; enough to tell later whether that process is gone. */
export interface SegmentWriter {
  readonly pid: number;
  /** Boot and pid namespace the pid belongs to; empty where the system has no such thing. */
  readonly place: string;
  /** Start time of the process in clock ticks since boot; empty where unknown. */
  readonly started: string;
}

/** The first line of a segment: who wrote it, where it continues from. Chained like every line. */
export interface SegmentHeader {
  readonly session: string;
  readonly number: number;
  readonly time: string;
  /** The sequence number of the segment's first record. */
  readonly first: number;
  /** Makes two empty segments differ, so that neither can stand for the other. */
  readonly nonce: string;
  readonly source: RecordSource;
  readonly writer: SegmentWriter;
  /** The session's segment before this one, and the hash of its last line. */
  readonly previous?: { readonly segment: string; readonly head: string };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function place(): string {
  const boot = readText("/proc/sys/kernel/random/boot_id").trim();
  try {
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return boot;
  }
}

function startedAt(pid: number): string {
  const stat = readText(`/proc/${pid}/stat`);
  // The program's name may hold spaces and brackets; fields are counted from the last bracket.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

/** Describes this process. */
export function thisWriter(): SegmentWriter {
  return { pid: process.pid, place: place(), started: startedAt(process.pid) };
}

/**
 * Says whether a writer is certainly gone. A pid of another boot or another pid namespace says nothing unless the boot
 * differs, so such a writer counts as alive until its file has been still for an hour.
 */
export function writerIsGone(writer: SegmentWriter, path: string, now: number): boolean {
  const here = place();
  if (writer.place !== here) {
    const bootOf = (text: string): string => text.split(" ")[0] ?? "";
    if (bootOf(writer.place) !== bootOf(here) && bootOf(here) !== "") return true;
    try {
      return now - statSync(path).mtimeMs > 3_600_000;
    } catch {
      return false;
    }
  }
  if (writer.pid === process.pid) return writer.started !== startedAt(process.pid);
  try {
    process.kill(writer.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  return writer.started !== "" && startedAt(writer.pid) !== writer.started;
}
