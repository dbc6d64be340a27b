/**
 * Decides which destinations may be reached: the pure policy engine.
 *
 * @module
 */
export type { DomainEntry, NetworkDecision, NetworkPolicy, NetworkRequest, Origin } from "./decision.ts";
export { evaluate, evaluateAddresses } from "./evaluate.ts";
export { type CanonicalHost, canonicalHost } from "./host.ts";
export { NetworkError, type NetworkErrorCode } from "./network-error.ts";
export { compilePattern, type HostPattern } from "./pattern.ts";
export { embeddedIpv4, isSpecialAddress } from "./special-address.ts";
