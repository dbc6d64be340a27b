import type { NetworkRequest, Origin } from "../decision.ts";

/** What was decided about one destination, before anything is dialled. */
export interface DecisionRecord {
  /** Version of this shape. */
  readonly v: 1;
  /** Number of the decision within this proxy, from 1. */
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The command whose listener the connection came in by. */
  readonly command?: string;
  /** How it was asked for. */
  readonly protocol: NetworkRequest["protocol"];
  /** Canonical. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** HTTP method, where seen. */
  readonly method?: string;
  /** What was decided. */
  readonly decision: "allow" | "deny";
  /** Reason code; an answer that allows keeps the one that it overrides. */
  readonly reason?: string;
  /** Which part of the policy decided. */
  readonly source: "baseline_policy" | "mode_guard" | "proxy_state" | "decider";
  /** An answer went beyond the list. */
  readonly override: boolean;
  /** Somebody was asked about it, or an answer of before decided; a rule that came with the answer may be what stands as the reason. */
  readonly asked?: true;
  /** The pattern that decided. */
  readonly pattern?: string;
  /** Where the entry that decided was written. */
  readonly origin?: Origin;
  /** One sentence for people. */
  readonly text: string;
  /** What to write, and where, so that it is allowed. */
  readonly remedy?: string;
}

/** A finished connection, or a request of one: what was decided and what then happened. Paths and queries are never in it. */
export interface ConnectionRecord extends DecisionRecord {
  /** What was dialled, for an allowed one that answered. */
  readonly address?: string;
  /** Corporate proxy it went by, as host:port. */
  readonly upstream?: string;
  /** Server name of the TLS hello. */
  readonly sni?: string;
  /** Bytes from the client, heads included. */
  readonly bytesUp: number;
  /** Bytes from the origin. */
  readonly bytesDown: number;
  /** From the decision to the end. */
  readonly durationMs: number;
  /** `served`, or why it ended early. */
  readonly outcome:
    | "served"
    | "refused"
    | "dial-failed"
    | "upstream-failed"
    | "tunnel-refused"
    | "policy-changed"
    | "closed";
  /**
   * For `tunnel-refused`: sni_mismatch, sni_missing, ech_refused, not_tls; and where the tunnel had to be opened mitm_required
   * (no TLS) and ca_not_trusted (the client did not take the proxy's certificate). For `upstream-failed` of a request inside of a
   * tunnel the code of the origin's TLS error.
   */
  readonly tunnelReason?: string;
}
