import type { SecureContext } from "node:tls";
import type { NetworkPolicy, NetworkRequest } from "../decision.ts";
import type { TunnelRule } from "../tunnel-rule.ts";
import type { Authority } from "./authority.ts";
import type { Clients } from "./clients.ts";
import type { ConnectionRecord, DecisionRecord } from "./connection-record.ts";
import type { Dial } from "./dial.ts";
import type { HostAsker } from "./host-question.ts";
import type { Resolve } from "./resolve-host.ts";
import type { SecretSource } from "./secret-source.ts";
import type { Slots } from "./slots.ts";
import type { Ticker } from "./ticker.ts";
import type { UpstreamProxy } from "./upstream-proxy.ts";

/** Limits of a proxy; times in milliseconds. */
export interface EgressLimits {
  /** Bytes of a request head. Default 65 536. */
  readonly headBytes: number;
  /** Header fields of a request. Default 100. */
  readonly headFields: number;
  /** From the first byte of a head, or of a TLS hello, to its last. Default 10 000. */
  readonly headMs: number;
  /** Without a byte in either direction. Default 300 000. */
  readonly idleMs: number;
  /** For all answers of the resolver. Default 2000. */
  readonly resolveMs: number;
  /** For all addresses of a host. Default 15 000. */
  readonly dialMs: number;
  /** Client connections at a time. Default 16 384. */
  readonly connections: number;
  /** Finished connections kept for a reader of `connections`. Default 10 000. */
  readonly records: number;
}

/** The limits a proxy has unless told otherwise. */
export const DEFAULT_LIMITS: EgressLimits = {
  headBytes: 65_536,
  headFields: 100,
  headMs: 10_000,
  idleMs: 300_000,
  resolveMs: 2000,
  dialMs: 15_000,
  connections: 16_384,
  records: 10_000,
};

/** A destination that is being served at the moment. */
export interface OpenDestination {
  readonly request: NetworkRequest;
  readonly command: string | undefined;
  /** What was dialled; undefined behind an upstream proxy. */
  readonly address: string | undefined;
  /** A tunnel that nobody looks into. */
  readonly opaque: boolean;
  /** Ends it because the policy changed. */
  readonly cut: () => void;
}

/** What the parts of one proxy share. */
export interface EgressState {
  policy: NetworkPolicy;
  readonly limits: EgressLimits;
  /** What the embedder says about tunnels; the policy's own word counts before it. */
  readonly tunnel: TunnelRule;
  /** False refuses what would have to be opened. */
  readonly openTunnels: boolean | ((command: string | undefined) => boolean);
  /** Made when first needed. */
  readonly authority: () => Promise<Authority>;
  /** What an origin's certificate is verified by. Made when first needed. */
  readonly originContext: () => SecureContext;
  readonly secrets: SecretSource;
  readonly asker: HostAsker | undefined;
  readonly upstream: UpstreamProxy | undefined;
  readonly resolve: Resolve;
  readonly dial: Dial;
  readonly own: () => ReadonlySet<string>;
  readonly clients: Clients;
  readonly open: Slots<OpenDestination>;
  readonly ticker: Ticker;
  readonly nextId: () => number;
  /** Called, and waited for, before anything is dialled. */
  readonly decided: (record: DecisionRecord) => void | Promise<void>;
  readonly finished: (record: ConnectionRecord) => void;
}
