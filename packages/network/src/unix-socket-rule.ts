import { normalize } from "node:path/posix";

/** Which sockets of the host a command may reach through the proxy. */
export interface UnixSocketRules {
  /** Absolute paths. */
  readonly allow: readonly string[];
  /** Absolute paths; these beat `allow` and `all`. */
  readonly deny?: readonly string[];
  /** `dangerously_allow_all_unix_sockets`: everything that is not denied. */
  readonly all?: boolean;
}

/** Judges one socket path. Only absolute, normal paths are ever allowed; deny beats allow. */
export function evaluateUnixSocket(
  rules: UnixSocketRules,
  path: string,
): { readonly decision: "allow" | "deny"; readonly reason?: string } {
  const denied = { decision: "deny", reason: "unix_socket_denied" } as const;
  if (!path.startsWith("/") || path.includes("\0") || normalize(path) !== path) return denied;
  if (rules.deny?.includes(path)) return denied;
  return rules.all === true || rules.allow.includes(path) ? { decision: "allow" } : denied;
}
