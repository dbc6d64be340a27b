/**
 * Decides which destinations may be reached: the pure policy engine.
 *
 * @module
 */
export {
  type Askable,
  type AskMemory,
  askKey,
  createAskMemory,
  type HostAnswer,
  mayAskHost,
} from "./ask-memory.ts";
export { type FirstBytes, readFirstBytes } from "./client-hello.ts";
export type { DomainEntry, NetworkDecision, NetworkPolicy, NetworkRequest, Origin } from "./decision.ts";
export { evaluate, evaluateAddresses } from "./evaluate.ts";
export { type CanonicalHost, canonicalHost } from "./host.ts";
export { evaluateInner, type InnerDecision, type InnerHook, type InnerRequest } from "./inner-request.ts";
export {
  type DomainClash,
  type DroppedEntry,
  domainClashes,
  type ManagedNetwork,
  mergeManaged,
} from "./managed.ts";
export { NetworkError, type NetworkErrorCode } from "./network-error.ts";
export { compilePattern, type HostPattern } from "./pattern.ts";
export {
  type BadHead,
  type HeaderField,
  type ReadHead,
  type RequestHead,
  readRequestHead,
} from "./request-head.ts";
export { embeddedIpv4, isSpecialAddress } from "./special-address.ts";
export { judgeTunnel, type TunnelRefusal, type TunnelRule } from "./tunnel-rule.ts";
export { evaluateUnixSocket, type UnixSocketRules } from "./unix-socket-rule.ts";
