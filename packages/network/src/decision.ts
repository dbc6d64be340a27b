/** Where a pattern or key was written. */
export interface Origin {
  /** Name of the layer: `user`, `project`, `requirements`, ... */
  readonly layer: string;
  /** Absolute path. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
}

/** One entry of the domain table. */
export interface DomainEntry {
  /** As written: `name`, `*.name`, `**.name`, `*`, or with `*` and `?` inside. */
  readonly pattern: string;
  /** What a matching host gets. */
  readonly decision: "allow" | "deny" | "ask";
  /** Where it was written. */
  readonly origin?: Origin;
}

/** The network policy of one run, as data. Everything not listed here has the safe default. */
export interface NetworkPolicy {
  /** False: nothing is reached. */
  readonly enabled: boolean;
  /** `limited`: reading methods only. Default `full`. */
  readonly mode?: "full" | "limited";
  /** Order does not matter: deny beats ask beats allow. */
  readonly domains: readonly DomainEntry[];
  /** What an unlisted host gets. Default `ask`; a caller that cannot ask treats `ask` as `deny`. */
  readonly unlisted?: "ask" | "deny";
  /** Opens loopback and private addresses that the table allows. Default false. */
  readonly allowLocalBinding?: boolean;
}

/** One destination to judge. */
export interface NetworkRequest {
  /** As the client wrote it. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** How it was asked for; `https` is a CONNECT. */
  readonly protocol: "http" | "https" | "socks5_tcp" | "socks5_udp";
  /** HTTP method, case-sensitive. */
  readonly method?: string;
  /** Bytes of the request's body, when known; limited mode allows none. */
  readonly bodyBytes?: number;
}

/** The answer for one destination, with what decided it. */
export interface NetworkDecision {
  /** What to do. */
  readonly decision: "allow" | "ask" | "deny";
  /** Codex reason code, e.g. `not_allowed`, `denied`, `not_allowed_local`; absent for allow. */
  readonly reason?: string;
  /** Which part of the policy decided. */
  readonly source: "baseline_policy" | "mode_guard" | "proxy_state" | "decider";
  /** The canonical host that was judged and that must be dialled and logged. */
  readonly host: string;
  /** The entry that decided, as written. */
  readonly pattern?: string;
  /** Where that entry was written. */
  readonly origin?: Origin;
  /** One sentence for people. */
  readonly text: string;
}
