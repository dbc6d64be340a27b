import type { Reason } from "../verdict.ts";

/** Why the strict reading does not accept a text; never leaves the reading. */
export class Refusal extends Error {
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(reason.text);
    this.reason = reason;
  }
}

/** Refuses at an offset. */
export function refuse(code: string, text: string, start: number, end: number = start + 1): never {
  throw new Refusal({ code, text, span: { start, end } });
}
