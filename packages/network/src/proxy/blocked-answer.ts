import type { NetworkDecision } from "../decision.ts";

/** An HTTP answer that the proxy gives by itself. */
export interface OwnAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

// These words and the header are what other tools recognise a denial by.
const MESSAGES: Readonly<Record<string, string>> = {
  not_allowed: "Domain not in allowlist.",
  not_allowed_local: "Sandbox policy blocks local/private network addresses.",
  denied: "Domain denied by the sandbox policy.",
  method_not_allowed: "Method not allowed in limited mode.",
  mitm_required: "MITM required for limited HTTPS.",
  mitm_hook_denied: "HTTPS request denied by MITM hook policy.",
};

const ERRORS: Readonly<Record<string, string>> = {
  not_allowed: "blocked-by-allowlist",
  not_allowed_local: "blocked-by-allowlist",
  denied: "blocked-by-denylist",
  method_not_allowed: "blocked-by-method-policy",
  mitm_required: "blocked-by-mitm-required",
  mitm_hook_denied: "blocked-by-mitm-hook",
};

/** The sentence a blocked client reads. */
export function blockedMessage(reason: string): string {
  return MESSAGES[reason] ?? "Request blocked by network policy.";
}

/** The value of the `x-proxy-error` header. */
export function proxyError(reason: string): string {
  return ERRORS[reason] ?? "blocked-by-policy";
}

/**
 * The answer to a blocked client. A plain request gets JSON; a CONNECT, and a request inside of a tunnel, gets the sentence alone,
 * unless the client says that it accepts JSON, and then also what decided and how to allow it.
 */
export function blockedAnswer(
  decision: NetworkDecision,
  request: {
    /** `inner`: a request that came through an opened tunnel. */
    readonly protocol: "http" | "connect" | "inner";
    readonly port: number;
    readonly acceptsJson?: boolean;
  },
): OwnAnswer {
  const reason = decision.reason ?? "policy_denied";
  const message = blockedMessage(reason);
  const status = reason === "proxy_disabled" ? 503 : 403;
  const error = ["x-proxy-error", proxyError(reason)] as const;
  if (request.protocol !== "http" && request.acceptsJson !== true)
    return { status, headers: [["content-type", "text/plain"], error], body: message };
  const blocked = {
    status: "blocked",
    host: decision.host,
    reason,
    decision: "deny",
    source: decision.source,
    protocol: request.protocol === "http" ? "http" : "https_connect",
    port: request.port,
    message,
  };
  const body = request.protocol === "http" ? blocked : { ...blocked, explain: explanation(decision) };
  return { status, headers: [["content-type", "application/json"], error], body: JSON.stringify(body) };
}

function explanation(decision: NetworkDecision): Readonly<Record<string, unknown>> {
  return {
    text: decision.text,
    ...(decision.pattern === undefined ? {} : { pattern: decision.pattern }),
    ...(decision.origin === undefined ? {} : { origin: decision.origin }),
    ...(decision.remedy === undefined ? {} : { allow: decision.remedy }),
  };
}

const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  408: "Request Timeout",
  431: "Request Header Fields Too Large",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

/** A plain-text answer about the request itself or the way to its target. */
export function textAnswer(status: number, body: string): OwnAnswer {
  return { status, headers: [["content-type", "text/plain"]], body };
}

/** The bytes of an answer, after which the connection closes. `head`: without the body, as for HEAD. */
export function answerText(answer: OwnAnswer, options: { readonly head?: boolean } = {}): string {
  const length = new TextEncoder().encode(answer.body).length;
  const lines = [
    `HTTP/1.1 ${answer.status} ${REASONS[answer.status] ?? "Refused"}`,
    ...answer.headers.map(([name, value]) => `${name}: ${value}`),
    `content-length: ${length}`,
    "connection: close",
  ];
  return `${lines.join("\r\n")}\r\n\r\n${options.head === true ? "" : answer.body}`;
}
