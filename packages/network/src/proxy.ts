/**
 * Enforces a network policy in a local egress proxy. For Node and Deno.
 *
 * @module
 */

export { opensTunnels } from "./opens-tunnels.ts";
export { certificateEnvironment } from "./proxy/certificate-environment.ts";
export type { CommandNames, RefusedLookup } from "./proxy/command-names.ts";
export type { ConnectionRecord, DecisionRecord } from "./proxy/connection-record.ts";
export type { Dial } from "./proxy/dial.ts";
export type { Attachment, Egress, EgressOptions } from "./proxy/egress.ts";
export { DEFAULT_LIMITS, type EgressLimits } from "./proxy/egress-state.ts";
export type { HostQuestion, OnAsk, Unasked } from "./proxy/host-question.ts";
export { type ProxyEndpoint, proxyEnvironment } from "./proxy/proxy-environment.ts";
export type { Resolve } from "./proxy/resolve-host.ts";
export type { SecretSource } from "./proxy/secret-source.ts";
export { startEgress } from "./proxy/start-egress.ts";
export { upstreamFromEnvironment } from "./proxy/upstream-from-environment.ts";
