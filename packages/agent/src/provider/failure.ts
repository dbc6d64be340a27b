import { AgentError, type AgentErrorCode } from "../agent-error.ts";
import type { Endpoint } from "./settings.ts";
import { type Json, objectAt, StreamFailure, textAt } from "./wire.ts";

/** What to do about a failure: try again, or give up with an error that says what to do. */
export interface Failure {
  /** Present when another attempt may help; `request`: nothing was streamed yet, `stream`: it broke on the way. */
  readonly retry?: "request" | "stream";
  /** One line: what went wrong. */
  readonly reason: string;
  /** How long the provider asks to wait. */
  readonly waitMs?: number;
  readonly code: AgentErrorCode;
  /** What a person can do. */
  readonly advice: string;
}

/** The parts of an SDK error that matter; read as data, so that no SDK class is needed to recognise it. */
interface HttpFailure {
  readonly status: number;
  readonly headers: Headers | undefined;
  readonly body: Json;
  readonly message: string;
}

function httpFailure(error: unknown): HttpFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const { status, headers, error: body } = error as { status?: unknown; headers?: unknown; error?: unknown };
  if (typeof status !== "number") return undefined;
  const table = body !== null && typeof body === "object" ? (body as Json) : {};
  return {
    status,
    headers: headers instanceof Headers ? headers : undefined,
    body: table,
    message: textAt(table, "message") || error.message.replace(/^\d{3} /, ""),
  };
}

/** Milliseconds that `retry-after-ms` or `retry-after` (seconds or a date) ask for. */
export function retryAfter(headers: Headers | undefined, now: number): number | undefined {
  const ms = headers?.get("retry-after-ms");
  if (ms && Number.isFinite(Number(ms))) return Math.max(0, Number(ms));
  const after = headers?.get("retry-after");
  if (!after) return undefined;
  if (Number.isFinite(Number(after))) return Math.max(0, Number(after) * 1000);
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The wait in words such as "try again in 1.5s" or "in 350ms". */
function spokenWait(message: string): number | undefined {
  const match = /try again in\s*(\d+(?:\.\d+)?)\s*(ms|s|seconds?|m|minutes?)\b/i.exec(message);
  if (!match) return undefined;
  const unit = (match[2] as string).toLowerCase();
  return Number(match[1]) * (unit === "ms" ? 1 : unit.startsWith("m") ? 60_000 : 1000);
}

function causes(error: unknown): readonly string[] {
  const found: string[] = [];
  for (let at: unknown = error; at instanceof Error && found.length < 6; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code;
    found.push(typeof code === "string" ? code : at.message);
  }
  return found;
}

function fromCode(code: string, message: string, endpoint: Endpoint): Failure | undefined {
  const wait = spokenWait(message);
  const waiting = wait === undefined ? {} : { waitMs: wait };
  switch (code) {
    case "context_length_exceeded":
      return {
        reason: message,
        code: "context-too-long",
        advice: "The conversation is longer than the model's window; start a new one or let it be shortened.",
      };
    case "insufficient_quota":
      return {
        reason: message,
        code: "quota",
        advice: `The account behind ${endpoint.keySource ?? endpoint.name} has no quota left; add credit or use another provider.`,
      };
    case "rate_limit_exceeded":
      return {
        retry: "stream",
        reason: "the provider limits requests",
        ...waiting,
        code: "provider-refused",
        advice: "Wait a little and send the request again.",
      };
    case "server_is_overloaded":
    case "slow_down":
      return {
        retry: "stream",
        reason: "the provider is overloaded",
        ...waiting,
        code: "provider-refused",
        advice: "Wait a little and send the request again.",
      };
    case "invalid_prompt":
    case "filtered":
      return {
        reason: message,
        code: "provider-refused",
        advice: "Say it differently; sending it again will not help.",
      };
    case "length":
      return { reason: message, code: "provider-refused", advice: 'Ask for less at once, or send "go on".' };
    default:
      return undefined;
  }
}

function fromHttp(http: HttpFailure, endpoint: Endpoint, now: number): Failure {
  const { status, message } = http;
  const known = fromCode(textAt(http.body, "code") || textAt(http.body, "type"), message, endpoint);
  if (known && !known.retry) return known;
  const asked = retryAfter(http.headers, now) ?? known?.waitMs;
  const waiting = asked === undefined ? {} : { waitMs: asked };
  const key = endpoint.keySource ?? "no key";
  if (
    status === 400 &&
    /context (?:length|window)|maximum context|too many tokens|exceeds? the available context/i.test(message)
  ) {
    return fromCode("context_length_exceeded", message, endpoint) as Failure;
  }
  if (status === 401 || status === 403) {
    return {
      reason: `it refused the credentials (${status}): ${message}`,
      code: "provider-refused",
      advice: `Check ${key === "no key" ? `whether ${endpoint.name} needs an env_key` : `the key in ${key}`}.`,
    };
  }
  if (status === 404) {
    const other = endpoint.wire === "responses" ? "chat" : "responses";
    return {
      reason: `it does not know the model ${endpoint.model} or this address (404): ${message}`,
      code: "provider-refused",
      advice: `Check model and base_url; a server without this API may need wire_api = "${other}".`,
    };
  }
  if (status === 429)
    return {
      retry: "request",
      reason: "it limits requests (429)",
      ...waiting,
      code: "provider-refused",
      advice: "Wait a little and send the request again.",
    };
  if (status === 408 || status === 409 || status >= 500) {
    return {
      retry: "request",
      reason: `it failed (${status})`,
      ...waiting,
      code: "provider-refused",
      advice: `The fault is at ${endpoint.baseUrl}; try again later or look at its log. It said: ${message}`,
    };
  }
  return {
    reason: `it refused the request (${status}): ${message}`,
    code: "provider-refused",
    advice: "Check model, wire_api and query_params of this provider.",
  };
}

/** Says what a failed attempt means. `streaming` tells whether anything had arrived. Pure. */
export function classify(error: unknown, endpoint: Endpoint, streaming: boolean, now: number): Failure {
  if (error instanceof StreamFailure) {
    const known = fromCode(error.code, error.message, endpoint);
    if (known) return known;
    return {
      retry: "stream",
      reason: error.message,
      code: error.code === "cut" ? "stream-cut" : "provider-refused",
      advice: "Send the request again.",
    };
  }
  const http = httpFailure(error);
  if (http) return fromHttp(http, endpoint, now);
  if (error instanceof SyntaxError) {
    return {
      retry: "stream",
      reason: "the stream is not readable",
      code: "unreadable-stream",
      advice: `What answers at ${endpoint.baseUrl} may not speak wire_api = "${endpoint.wire}".`,
    };
  }
  // An error event inside the stream: the SDK gives its table without a status.
  const body = objectAt(error as Json, "error");
  if (Object.keys(body).length > 0) {
    const message = textAt(body, "message") || "the provider gave no reason";
    const known = fromCode(textAt(body, "code") || textAt(body, "type"), message, endpoint);
    return (
      known ?? {
        retry: "stream",
        reason: message,
        code: "provider-refused",
        advice: "Send the request again.",
      }
    );
  }
  const trail = causes(error);
  const what = trail.findLast((cause) => /^E[A-Z]+$|^UND_/.test(cause)) ?? trail.at(-1) ?? "unknown";
  if (streaming)
    return {
      retry: "stream",
      reason: `the connection was lost (${what})`,
      code: "stream-cut",
      advice: "Send the request again.",
    };
  return {
    retry: "request",
    reason: `${endpoint.baseUrl} cannot be reached (${what})`,
    code: "provider-unreachable",
    advice: "Check that the server is running and that base_url is right.",
  };
}

/** The error of a turn that gave up; the key never stands in it, even where the provider repeats it. */
export function giveUp(failure: Failure, endpoint: Endpoint, attempts: number, cause: unknown): AgentError {
  const tries = attempts > 1 ? ` after ${attempts} attempts` : "";
  const text = `The provider ${endpoint.name} did not answer${tries}: ${failure.reason.replace(/\.$/, "")}. ${failure.advice}`;
  const clean = endpoint.key === undefined ? text : text.replaceAll(endpoint.key, "[key]");
  return new AgentError(failure.code, clean, { cause });
}
