import type { RequestHook } from "./request-hook.ts";
import type { TunnelRule } from "./tunnel-rule.ts";

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

/** One entry of the port table. */
export interface PortEntry {
  /** A host pattern and ports: `github.com:22,443`, `*:25`, `**.example.com:8000-8999`, `[::1]:80`. */
  readonly target: string;
  /**
   * `deny` shuts the ports. `allow` shuts all other ports of the hosts that the pattern covers, unless another entry allows
   * them; it opens no host that the domain table does not allow.
   */
  readonly decision: "allow" | "deny";
  /** Where it was written. */
  readonly origin?: Origin;
}

/** One entry of the table of address ranges. */
export interface AddressEntry {
  /** `10.0.0.0/8`, `2001:db8::/32`, or one address. */
  readonly range: string;
  /**
   * `deny` shuts every host that has an address in it. `allow` opens literals in it, and lets allowed names lead to private
   * addresses in it; those of a metadata service have to be named one by one.
   */
  readonly decision: "allow" | "deny";
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
  /** False: SOCKS5 is not spoken, HTTP alone. Default true. */
  readonly socks5?: boolean;
  /** Which ports of a host are open. What no entry covers is open. */
  readonly ports?: readonly PortEntry[];
  /** Ranges of addresses that are shut, or open although private. */
  readonly addresses?: readonly AddressEntry[];
  /** Prefixes by which this network's NAT64 carries IPv4 addresses (RFC 6052), beside the well-known one. */
  readonly nat64Prefixes?: readonly string[];
  /** What may go through a tunnel. The default closes the ways around the name that was judged. */
  readonly tunnel?: TunnelRule;
  /** Which requests to a host pass inside of TLS, and what is changed in them. With a hook for a host its tunnels are opened. */
  readonly hooks?: readonly RequestHook[];
  /** The configuration key that lists hosts, for saying how to allow one: `permissions.dev.network`. */
  readonly key?: string;
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
  /** Bytes of the request's body, above 0 for one of unknown length; limited mode allows none. */
  readonly bodyBytes?: number;
  /** Characters of path and query; limited mode has a limit. */
  readonly targetLength?: number;
  /** Names of the header fields; limited mode sends none that change the method. */
  readonly headerNames?: readonly string[];
  /** A WebSocket or other upgrade; limited mode has none. */
  readonly upgrade?: boolean;
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
  /** The entry of a table that decided, as written. */
  readonly pattern?: string;
  /** Where that entry was written. */
  readonly origin?: Origin;
  /** One sentence for people. */
  readonly text: string;
  /** What to write, and where, so that it is allowed; absent where nothing would do. */
  readonly remedy?: string;
}
