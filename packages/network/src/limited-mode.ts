import type { NetworkPolicy, NetworkRequest } from "./decision.ts";

/** Methods that limited mode lets pass; compared as written, since methods are case-sensitive (RFC 9110, 9.1). */
const READING_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
/** Headers by which an origin is asked to take a request for another method than it has. */
const OVERRIDES: ReadonlySet<string> = new Set([
  "x-http-method-override",
  "x-http-method",
  "x-method-override",
]);
/** Longest target that limited mode sends: what is longer carries something out. */
const TARGET_LENGTH = 4096;

/** What limited mode looks at in a request. */
export interface LimitedRequest {
  readonly method?: string;
  /** Bytes of the body; above 0 for one of unknown length. */
  readonly bodyBytes?: number;
  /** Characters of path and query. */
  readonly targetLength?: number;
  /** Names of the header fields, in any case. */
  readonly headerNames?: readonly string[];
  readonly upgrade?: boolean;
}

/** Why limited mode refuses a request. */
export interface LimitedRefusal {
  readonly reason: "method_not_allowed" | "body_not_allowed" | "target_too_long";
  readonly text: string;
}

/** Judges a request, in the clear or inside of TLS, by limited mode alone. Undefined when it has nothing against it. */
export function refuseInLimitedMode(request: LimitedRequest): LimitedRefusal | undefined {
  const { method, bodyBytes = 0, targetLength = 0, headerNames = [], upgrade = false } = request;
  if (method !== undefined && !READING_METHODS.has(method)) {
    const text = `limited mode allows only GET, HEAD and OPTIONS, not ${method}`;
    return { reason: "method_not_allowed", text };
  }
  const override = headerNames.find((name) => OVERRIDES.has(name.toLowerCase()));
  if (override !== undefined)
    return {
      reason: "method_not_allowed",
      text: `limited mode sends no ${override}, which changes the method`,
    };
  if (upgrade) return { reason: "method_not_allowed", text: "limited mode upgrades no connection" };
  if (bodyBytes > 0) return { reason: "body_not_allowed", text: "limited mode sends no request bodies" };
  if (targetLength > TARGET_LENGTH)
    return {
      reason: "target_too_long",
      text: `limited mode sends no target of over ${TARGET_LENGTH} characters`,
    };
  return undefined;
}

/**
 * What limited mode says to a plain request whose host is allowed, by the table or by an answer. A tunnel is opened and its
 * requests are judged one by one.
 */
export function limitedRefusal(policy: NetworkPolicy, request: NetworkRequest): LimitedRefusal | undefined {
  return policy.mode === "limited" && request.protocol === "http" ? refuseInLimitedMode(request) : undefined;
}
