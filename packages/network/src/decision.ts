/** Where a pattern or key was written. */
export interface Origin {
  readonly layer: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** One entry of the domain table. */
export interface DomainEntry {
  readonly pattern: string;
  readonly decision: "allow" | "deny" | "ask";
  readonly origin?: Origin;
}

/** The network policy of one run, as data. Everything not listed here has the safe default. */
export interface NetworkPolicy {
  readonly enabled: boolean;
  readonly mode?: "full" | "limited";
  readonly domains: readonly DomainEntry[];
  /** What an unlisted host gets. Default `ask`; a caller that cannot ask treats `ask` as `deny`. */
  readonly unlisted?: "ask" | "deny";
  readonly allowLocalBinding?: boolean;
}

/** One destination to judge. */
export interface NetworkRequest {
  readonly host: string;
  readonly port: number;
  readonly protocol: "http" | "https" | "socks5_tcp" | "socks5_udp";
  readonly method?: string;
  /** Bytes of the request's body, when known; limited mode allows none. */
  readonly bodyBytes?: number;
}

/** The answer for one destination, with what decided it. */
export interface NetworkDecision {
  readonly decision: "allow" | "ask" | "deny";
  /** Codex reason code, e.g. `not_allowed`, `denied`, `not_allowed_local`; absent for allow. */
  readonly reason?: string;
  readonly source: "baseline_policy" | "mode_guard" | "proxy_state" | "decider";
  /** The canonical host that was judged and that must be dialled and logged. */
  readonly host: string;
  readonly pattern?: string;
  readonly origin?: Origin;
  readonly text: string;
}
