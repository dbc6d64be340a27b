import { canonicalHost } from "./host.ts";
import { refuseInLimitedMode } from "./limited-mode.ts";
import { fits, type RequestHook, type TextPattern } from "./request-hook.ts";

/** A request seen inside a tunnel that the proxy opened. */
export interface InnerRequest {
  /** As on the request line. */
  readonly method: string;
  /** As on the request line: origin-form, or absolute-form. */
  readonly path: string;
  /** Value of the Host field. */
  readonly host?: string;
  /** Header fields. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Bytes of the body; above 0 for one of unknown length. */
  readonly bodyBytes?: number;
  /** A WebSocket or other upgrade. */
  readonly upgrade?: boolean;
}

/** The answer for one inner request. */
export type InnerDecision =
  | {
      readonly decision: "allow";
      /** What the origin is to be asked for: origin-form, and under a hook without dot segments. */
      readonly path: string;
      /** The hook that let it pass. */
      readonly hook?: RequestHook;
    }
  | {
      readonly decision: "deny";
      /** Stable, for programs. */
      readonly reason:
        | "host_mismatch"
        | "method_not_allowed"
        | "body_not_allowed"
        | "target_too_long"
        | "mitm_hook_denied";
      /** One sentence for people. */
      readonly text: string;
    };

/** The path with its dot segments resolved, escaped ones among them (RFC 3986, 5.2.4), and its query. */
function plainTarget(path: string): URL | undefined {
  const question = path.indexOf("?");
  const plain = (question < 0 ? path : path.slice(0, question)).replace(/%2e/gi, ".");
  const target = `http://inner.invalid${plain}${question < 0 ? "" : path.slice(question)}`;
  return URL.canParse(target) ? new URL(target) : undefined;
}

/** An escaped slash hides a segment from whoever compares prefixes; with dots behind it the origin may climb. */
function climbsBehindEscapes(path: string): boolean {
  const plain = path.replace(/%2f|%5c/gi, "/").replace(/%2e/gi, ".");
  return /(?:^|[/\\])\.{1,2}(?:[/\\;]|$)/.test(plain) && /%2f|%5c|%25|\\|;/i.test(path);
}

function hasAll(
  wanted: Readonly<Record<string, readonly TextPattern[]>>,
  valuesOf: (name: string) => readonly string[],
): boolean {
  return Object.entries(wanted).every(([name, patterns]) => {
    const values = valuesOf(name);
    return values.length > 0 && values.every((value) => patterns.some((pattern) => fits(pattern, value)));
  });
}

function hookFits(hook: RequestHook, request: InnerRequest, target: URL): boolean {
  const { method, headers = [] } = request;
  return (
    hook.methods.some((name) => name.toUpperCase() === method.toUpperCase()) &&
    hook.paths.some((pattern) => fits(pattern, target.pathname, true)) &&
    hasAll(hook.query, (name) => target.searchParams.getAll(name)) &&
    hasAll(hook.headers, (name) =>
      headers.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value),
    )
  );
}

/**
 * Judges a request inside an opened tunnel: it must be for the host of the tunnel, fit a hook when the host has any, and be
 * allowed by the mode.
 */
export function evaluateInner(
  tunnelHost: string,
  request: InnerRequest,
  options: { readonly limited: boolean; readonly hooks?: readonly RequestHook[] },
): InnerDecision {
  const tunnel = canonicalHost(tunnelHost);
  const same = (authority: string): boolean => {
    const named = canonicalHost(authority.replace(/:\d+$/, ""));
    return named.ok && tunnel.ok && named.host === tunnel.host;
  };
  const refuse = (
    reason: (InnerDecision & { readonly decision: "deny" })["reason"],
    text: string,
  ): InnerDecision => ({ decision: "deny", reason, text });
  let { path } = request;
  const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)(.*)$/.exec(path);
  if (absolute) {
    if (!same(absolute[1] ?? ""))
      return refuse("host_mismatch", `the request is for ${absolute[1]}, the tunnel for ${tunnelHost}`);
    path = absolute[2]?.startsWith("/") ? absolute[2] : `/${absolute[2] ?? ""}`;
  }
  if (request.host !== undefined && !same(request.host))
    return refuse("host_mismatch", `the request is for ${request.host}, the tunnel for ${tunnelHost}`);
  const hooks = (options.hooks ?? []).filter((hook) => same(hook.host));
  let hook: RequestHook | undefined;
  if (hooks.length > 0) {
    const target = climbsBehindEscapes(path) ? undefined : plainTarget(path);
    hook = target && hooks.find((candidate) => hookFits(candidate, request, target));
    if (!target || !hook)
      return refuse("mitm_hook_denied", `${request.method} fits no hook for ${tunnelHost}`);
    path = target.pathname + target.search;
  }
  const limited = options.limited
    ? refuseInLimitedMode({
        ...request,
        targetLength: path.length,
        headerNames: (request.headers ?? []).map(([name]) => name),
      })
    : undefined;
  if (limited) return refuse(limited.reason, limited.text);
  return hook ? { decision: "allow", path, hook } : { decision: "allow", path };
}
