import { canonicalHost } from "./host.ts";

/** A request seen inside a tunnel that the proxy opened. */
export interface InnerRequest {
  /** As on the request line. */
  readonly method: string;
  /** As on the request line: origin-form, or absolute-form. */
  readonly path: string;
  /** Value of the Host field. */
  readonly host?: string;
}

/** One hook of `[...network.mitm.hooks.NAME]`: which requests to a host pass. */
export interface InnerHook {
  /** The host it is for. */
  readonly host: string;
  /** Compared in upper case. */
  readonly methods: readonly string[];
  /** Compared with the path after dot segments are resolved. */
  readonly pathPrefixes: readonly string[];
}

/** The answer for one inner request. */
export interface InnerDecision {
  /** What to do. */
  readonly decision: "allow" | "deny";
  /** Absent for allow. */
  readonly reason?: "host_mismatch" | "method_not_allowed" | "mitm_hook_denied";
  /** The hook that let it pass. */
  readonly hook?: InnerHook;
}

const READING_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

function plainPath(path: string): string {
  // Dot segments and their escaped spellings are resolved before a prefix is compared (RFC 3986, 5.2.4).
  return new URL(path.replace(/%2e/gi, "."), "http://inner.invalid").pathname;
}

/**
 * Judges a request inside an opened tunnel: it must be for the host of the tunnel, be allowed by the mode, and pass a hook
 * when the host has any.
 */
export function evaluateInner(
  tunnelHost: string,
  request: InnerRequest,
  options: { readonly limited: boolean; readonly hooks?: readonly InnerHook[] },
): InnerDecision {
  const tunnel = canonicalHost(tunnelHost);
  const same = (authority: string): boolean => {
    const named = canonicalHost(authority.replace(/:\d+$/, ""));
    return named.ok && tunnel.ok && named.host === tunnel.host;
  };
  let path = request.path;
  const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)(.*)$/.exec(path);
  if (absolute) {
    if (!same(absolute[1] ?? "")) return { decision: "deny", reason: "host_mismatch" };
    path = absolute[2] || "/";
  }
  if (request.host !== undefined && !same(request.host)) return { decision: "deny", reason: "host_mismatch" };
  const hooks = (options.hooks ?? []).filter((hook) => same(hook.host));
  if (hooks.length > 0) {
    const method = request.method.toUpperCase();
    const plain = plainPath(path);
    const hook = hooks.find(
      (candidate) =>
        candidate.methods.some((name) => name.toUpperCase() === method) &&
        candidate.pathPrefixes.some((prefix) => plain.startsWith(prefix)),
    );
    if (!hook) return { decision: "deny", reason: "mitm_hook_denied" };
    return options.limited && !READING_METHODS.has(request.method)
      ? { decision: "deny", reason: "method_not_allowed" }
      : { decision: "allow", hook };
  }
  if (options.limited && !READING_METHODS.has(request.method))
    return { decision: "deny", reason: "method_not_allowed" };
  return { decision: "allow" };
}
