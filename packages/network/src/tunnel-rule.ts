import type { FirstBytes } from "./client-hello.ts";
import { canonicalHost } from "./host.ts";

/** What may go through a tunnel. The defaults close the ways around the name that was judged. */
export interface TunnelRule {
  /** `same` (default): the server name is the CONNECT host; `any`: it is not looked at. */
  readonly serverName?: "same" | "any";
  /** TLS without a server name. Default false; always allowed to an address literal. */
  readonly allowMissingName?: boolean;
  /** Encrypted Client Hello hides the name. Default false. */
  readonly allowEncryptedHello?: boolean;
  /** Something else than TLS on port 443. Default false; other ports may carry anything. */
  readonly allowPlainOn443?: boolean;
}

/** Why a tunnel is closed. */
export interface TunnelRefusal {
  /** Stable, for programs. */
  readonly reason: "sni_mismatch" | "sni_missing" | "ech_refused" | "not_tls";
  /** One sentence for people. */
  readonly text: string;
}

/**
 * Judges the first bytes of a tunnel against the host that was allowed, so that one name cannot carry another (domain
 * fronting). Undefined when the tunnel may go on.
 */
export function judgeTunnel(
  host: string,
  port: number,
  first: FirstBytes,
  rule: TunnelRule = {},
): TunnelRefusal | undefined {
  if (first.kind === "more") return undefined;
  if (first.kind === "other") {
    if (port !== 443 || rule.allowPlainOn443 === true) return undefined;
    return { reason: "not_tls", text: `what goes to ${host}:443 is not TLS` };
  }
  if (rule.serverName === "any") return undefined;
  if (first.kind === "broken-tls")
    return { reason: "not_tls", text: `the TLS hello to ${host} cannot be read` };
  if (first.encryptedHello && rule.allowEncryptedHello !== true) {
    return { reason: "ech_refused", text: `the TLS hello to ${host} hides its server name` };
  }
  const canonical = canonicalHost(host);
  if (first.serverName === undefined) {
    if (rule.allowMissingName === true || (canonical.ok && canonical.kind !== "name")) return undefined;
    return { reason: "sni_missing", text: `the TLS hello to ${host} has no server name` };
  }
  const named = canonicalHost(first.serverName);
  if (named.ok && canonical.ok && named.host === canonical.host) return undefined;
  return { reason: "sni_mismatch", text: `the TLS server name ${first.serverName} is not ${host}` };
}
