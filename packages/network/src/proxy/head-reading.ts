import type { Intake } from "./intake.ts";

/** The bytes of a head, or why there is none. */
export type HeadBytes =
  | { readonly kind: "head"; readonly text: string }
  /** The peer closed, before the first byte or in the middle. */
  | { readonly kind: "end"; readonly begun: boolean }
  | { readonly kind: "late"; readonly begun: boolean }
  | { readonly kind: "too-large" }
  | { readonly kind: "bare-lf" };

const CR = 13;
const LF = 10;

/** Limits of one head. */
export interface HeadLimits {
  readonly bytes: number;
  /** Until the first byte. */
  readonly idleMs: number;
  /** From the first byte to the last. */
  readonly headMs: number;
}

/** Reads up to the empty line, which is taken off but not part of the text. A line that ends without CR ends the reading. */
export async function readHeadBytes(intake: Intake, limits: HeadLimits): Promise<HeadBytes> {
  let looked = 0;
  let lineStart = 0;
  let until: number | undefined;
  for (;;) {
    const { held } = intake;
    for (let at = held.indexOf(LF, looked); at >= 0; at = held.indexOf(LF, at + 1)) {
      if (at === 0 || held[at - 1] !== CR) return { kind: "bare-lf" };
      if (at + 1 > limits.bytes) return { kind: "too-large" };
      if (at - 1 === lineStart && lineStart > 0) {
        const bytes = intake.take(at + 1);
        return { kind: "head", text: Buffer.from(bytes.buffer, bytes.byteOffset, at - 3).toString("latin1") };
      }
      lineStart = at + 1;
      looked = at + 1;
    }
    looked = Math.max(looked, held.length);
    if (held.length > limits.bytes) return { kind: "too-large" };
    const begun = held.length > 0;
    if (begun) until ??= performance.now() + limits.headMs;
    const outcome = await intake.wait(until === undefined ? limits.idleMs : until - performance.now());
    if (outcome !== "more") return { kind: outcome, begun };
  }
}
