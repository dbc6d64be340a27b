import { ChunkedBody } from "./chunked-body.ts";
import type { Intake } from "./intake.ts";

/** The framing of a body. */
export type BodyFraming =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "until-close" };

/** How a body's relay ended. */
export type BodyOutcome = "done" | "broken" | "peer-gone";

/**
 * Sends exactly one body on, byte for byte, and takes not one byte more from its sender. `lenient` lets chunk extensions and
 * trailers pass, as origins send them.
 */
export async function relayBody(
  from: Intake,
  to: Intake,
  framing: BodyFraming,
  options: { readonly idleMs: number; readonly lenient?: boolean },
): Promise<BodyOutcome> {
  if (framing.kind === "none") return "done";
  const chunked = new ChunkedBody({ extensions: options.lenient === true });
  let left = framing.kind === "length" ? framing.bytes : Number.POSITIVE_INFINITY;
  for (;;) {
    const { held } = from;
    if (held.length > 0) {
      const step = framing.kind === "chunked" ? chunked.take(held) : undefined;
      if (step?.kind === "bad") return "broken";
      const size = step?.kind === "end" ? step.at : Math.min(held.length, left);
      left -= size;
      const sent = to.send(from.take(size), options.idleMs);
      if (sent !== true && !(await sent)) return "peer-gone";
      if (step?.kind === "end" || left === 0) return "done";
      continue;
    }
    if (from.ended) return framing.kind === "until-close" ? "done" : "broken";
    if ((await from.wait(options.idleMs)) === "late") return "broken";
  }
}
