/** What is told of a connection that ended early; a `ConnectionRecord` is one. */
export interface EndedConnection {
  /** Canonical. */
  readonly host: string;
  /** As in the record. */
  readonly outcome: string;
  /** Server name of the TLS hello. */
  readonly sni?: string;
  /** Stable code of what went wrong. */
  readonly tunnelReason?: string;
}

const TEXTS: Readonly<Record<string, string>> = {
  sni_missing: "the TLS hello names no server",
  ech_refused: "the TLS hello hides its server name",
  not_tls: "what goes through the tunnel is not TLS, or a hello that cannot be read",
  mitm_required: "the policy counts methods and paths, and what goes through the tunnel is not TLS",
  ca_not_trusted:
    "the program does not trust this proxy's certificate, which the policy needs to count methods and paths; it may read none of the variables that name it, or pin its own",
  http2_only:
    "the program speaks HTTP/2 alone, and where the policy counts methods and paths only HTTP/1.1 is read; mode full without hooks for this host lets it through unread",
  tls_failed: "the program ended the TLS of this proxy; it may not trust its certificate",
};

/** Why a tunnel was closed after its first bytes, or why its origin was not spoken to, in words for people. */
export function tunnelText({ host, sni, tunnelReason = "", outcome }: EndedConnection): string {
  if (outcome !== "tunnel-refused")
    return tunnelReason === "" ? "nothing answered" : `the TLS of ${host} failed: ${tunnelReason}`;
  return TEXTS[tunnelReason] ?? `the TLS server name ${sni ?? ""} is not ${host}`;
}
