import type { HeaderField } from "../request-head.ts";
import { connectionNames } from "./response-head.ts";

const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authorization",
  "te",
  "trailer",
  "upgrade",
  "host",
]);

/**
 * The fields of a request that its origin gets to see: without those of the hop, of which a client may declare any further one
 * (RFC 9110, 7.6.1). What a hook looks at has to be among them.
 */
export function endToEnd(headers: readonly HeaderField[]): readonly HeaderField[] {
  const named = connectionNames(
    headers.filter(([name]) => name.toLowerCase() === "connection").map(([, value]) => value),
  );
  return headers.filter(([name]) => {
    const lower = name.toLowerCase();
    const framing = lower === "content-length" || lower === "transfer-encoding";
    return !HOP_BY_HOP.has(lower) && (framing || !named.has(lower));
  });
}
