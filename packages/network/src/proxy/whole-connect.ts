import { BoundedCache } from "../bounded-cache.ts";
import { type RequestHead, readRequestHead } from "../request-head.ts";
import type { EgressLimits } from "./egress-state.ts";
import type { Intake } from "./intake.ts";

/** A program opens all its tunnels with the same few heads. */
const heads = new BoundedCache<RequestHead | "other">();

/**
 * Takes the head of a CONNECT that has come whole, as almost every one does. Undefined, and nothing is taken, for whatever else
 * has come: that is for who waits, and says what is wrong with it.
 */
export function takeWholeConnect(client: Intake, limits: EgressLimits): RequestHead | undefined {
  const { held } = client;
  if (held[0] !== 67) return undefined; // "C"
  const bytes = Buffer.from(held.buffer, held.byteOffset, held.length);
  const end = bytes.indexOf("\r\n\r\n", 0, "latin1");
  if (end < 0 || end + 4 > limits.headBytes) return undefined;
  const text = bytes.toString("latin1", 0, end);
  const head = heads.get(text, () => {
    const read = readRequestHead(text);
    return read.ok && read.head.form === "authority" ? read.head : "other";
  });
  if (head === "other" || head.headers.length > limits.headFields) return undefined;
  client.take(end + 4);
  return head;
}
