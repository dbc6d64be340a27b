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
export { checkPolicy } from "./compiled-policy.ts";
export type {
  AddressEntry,
  DomainEntry,
  NetworkDecision,
  NetworkPolicy,
  NetworkRequest,
  Origin,
  PortEntry,
} from "./decision.ts";
export { evaluate, evaluateAddresses } from "./evaluate.ts";
export { expandPresets, findPreset } from "./expand-presets.ts";
export { type CanonicalHost, canonicalHost } from "./host.ts";
export { evaluateInner, type InnerDecision, type InnerRequest } from "./inner-request.ts";
export {
  type DomainClash,
  type DroppedEntry,
  domainClashes,
  type ManagedNetwork,
  mergeManaged,
} from "./managed.ts";
export { NetworkError, type NetworkErrorCode } from "./network-error.ts";
export { opensTunnels } from "./opens-tunnels.ts";
export { compilePattern, type HostPattern } from "./pattern.ts";
export { PRESETS, type Preset, type PresetHost, type Uploads } from "./presets.ts";
export { readHooks } from "./read-hooks.ts";
export {
  type BadHead,
  type HeaderField,
  type ReadHead,
  type RequestHead,
  readRequestHead,
  type TunnelTarget,
} from "./request-head.ts";
export type { HeaderInjection, RequestHook, TextPattern } from "./request-hook.ts";
export { judgeTunnel, type TunnelRefusal, type TunnelRule } from "./tunnel-rule.ts";
export { type EndedConnection, tunnelText } from "./tunnel-text.ts";
export { evaluateUnixSocket, type UnixSocketRules } from "./unix-socket-rule.ts";
