import { hash } from "node:crypto";
import type { TrailRecord } from "../record.ts";

/** The `prev` of a line that has nothing before it. */
export const noHash: string = "0".repeat(64);

/** A line, newline included, and its hash, which the next line names. */
export interface SealedLine {
  readonly text: string;
  readonly hash: string;
}

const hashField = ',"hash":"';
/** Bytes from the hash field to the end of the line, newline not counted. */
export const sealLength: number = hashField.length + 64 + 2;
/** Bytes of `,"prev":"…"`. */
const prevLength = ',"prev":"'.length + 64 + 1;

/**
 * Closes a JSON object text (without its last brace) with the chain fields. The hash covers the exact bytes of the line
 * up to `,"hash"`, so a check needs no canonical form: `head -c -76 | sha256sum` on a line gives the same value.
 *
 * `open` is what `JSON.stringify` gives, so it holds no lone surrogate, and hashing and writing it as UTF-8 agree.
 */
export function sealLine(open: string, prev: string): SealedLine {
  const text = `${open},"prev":"${prev}"`;
  const digest = hash("sha256", text);
  return { text: `${text}${hashField}${digest}"}\n`, hash: digest };
}

/** What a stored line says about the chain, read by position, without parsing the JSON. */
export type LineCheck =
  | { readonly kind: "good"; readonly prev: string; readonly hash: string }
  | { readonly kind: "bad"; readonly text: string };

/** Checks that a line's hash is that of its bytes. `bytes` holds no newline. */
export function checkLine(bytes: Buffer): LineCheck {
  const end = bytes.length - sealLength;
  if (end <= prevLength || bytes.toString("latin1", end, end + hashField.length) !== hashField)
    return { kind: "bad", text: "the line does not end with its hash" };
  const stated = bytes.toString("latin1", end + hashField.length, bytes.length - 2);
  if (
    bytes.toString("latin1", bytes.length - 2) !== '"}' ||
    bytes.toString("latin1", end - prevLength, end - 65) !== ',"prev":"'
  )
    return { kind: "bad", text: "the line does not end with its chain fields" };
  if (hash("sha256", bytes.subarray(0, end)) !== stated)
    return { kind: "bad", text: "the line's bytes do not match its hash" };
  return { kind: "good", prev: bytes.toString("latin1", end - 65, end - 1), hash: stated };
}

/** The three kinds of lines of a segment. */
export type LineKind = "segment" | "record" | "closed";

/** Tells what a line is from its first bytes. */
export function lineKind(bytes: Buffer): LineKind {
  const start = bytes.toString("latin1", 7, 18);
  return start.startsWith('"segment":') ? "segment" : start.startsWith('"closed":') ? "closed" : "record";
}

/** Reads the sequence number of a record line by position; NaN when there is none. */
export function lineSeq(bytes: Buffer): number {
  const start = bytes.toString("latin1", 0, 32);
  return start.startsWith('{"v":1,"seq":') ? Number.parseInt(start.slice(13), 10) : Number.NaN;
}

/** Parses a record line; undefined for anything else, torn lines included. */
export function parseRecord(bytes: Buffer): TrailRecord | undefined {
  if (lineKind(bytes) !== "record") return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is TrailRecord {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Partial<TrailRecord>;
  return (
    record.v === 1 &&
    typeof record.seq === "number" &&
    typeof record.name === "string" &&
    typeof record.time === "string" &&
    typeof record.ids === "object" &&
    typeof record.attributes === "object"
  );
}
