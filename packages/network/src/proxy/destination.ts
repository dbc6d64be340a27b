import type { Socket } from "node:net";
import type { NetworkDecision, NetworkRequest } from "../decision.ts";
import { evaluate, evaluateAddresses } from "../evaluate.ts";
import { canonicalHost } from "../host.ts";
import { limitedRefusal } from "../limited-mode.ts";
import { opensTunnels } from "../opens-tunnels.ts";
import type { DecisionRecord } from "./connection-record.ts";
import { dialAny } from "./dial.ts";
import type { EgressState } from "./egress-state.ts";
import type { Gone } from "./gone-signal.ts";
import { resolveOnce } from "./resolve-host.ts";
import { dialUpstream, openUpstreamTunnel } from "./upstream-proxy.ts";

/** One destination, decided. */
export type Settled =
  | {
      readonly kind: "allow";
      readonly record: DecisionRecord;
      readonly request: NetworkRequest;
      /** Judged, in the order in which they are tried; empty only behind an upstream proxy. */
      readonly addresses: readonly string[];
    }
  | { readonly kind: "deny"; readonly record: DecisionRecord; readonly decision: NetworkDecision };

/** What is known about a request beyond its destination. */
export interface Circumstances {
  readonly command: string | undefined;
  /** Whether the client still waits. */
  readonly gone: Gone;
  /** The address of a connection that is open already: it is judged again, nothing is resolved. */
  readonly pinned?: string;
  /** Refuses what the policy allows: a request inside of a tunnel that fits no hook. */
  readonly refusal?: Pick<NetworkDecision, "reason" | "text" | "source">;
}

/**
 * Decides about one destination: the table, an answer where the table asks, then every address. What is refused is never
 * resolved. The decision is recorded before this returns; where that fails it is a denial.
 */
export async function settleDestination(
  state: EgressState,
  request: NetworkRequest,
  circumstances: Circumstances,
): Promise<Settled> {
  const { policy } = state;
  let decision = evaluate(policy, request);
  let override = false;
  if (decision.decision !== "deny" && circumstances.refusal)
    decision = { ...decision, ...circumstances.refusal, decision: "deny" };
  if (decision.decision !== "deny" && isClosed(state, request, decision.host))
    decision = { ...decision, ...CANNOT_LOOK, decision: "deny" };
  if (decision.decision === "ask") {
    const answered = await answer(state, { ...request, host: decision.host }, circumstances, decision);
    override = answered.source === "decider";
    const limited = answered.decision === "allow" ? limitedRefusal(policy, request) : undefined;
    decision = limited ? { ...answered, ...limited, decision: "deny", source: "mode_guard" } : answered;
  }
  let addresses: readonly string[] = [];
  if (decision.decision === "allow") {
    addresses = await addressesOf(state, decision.host, circumstances.pinned);
    const byName = addresses.length === 0 && goesUpstream(state, decision.host);
    const judged = byName ? decision : evaluateAddresses(state.policy, decision.host, addresses, state.own());
    if (judged.decision !== "allow") decision = judged;
  }
  // The policy may have changed while an answer or the resolver was waited for.
  if (decision.decision === "allow" && state.policy !== policy) {
    const named = { ...request, host: decision.host };
    if (!stillAllowed(state, named, override, addresses))
      decision = {
        ...decision,
        decision: "deny",
        reason: "policy_denied",
        text: "the policy changed meanwhile",
      };
  }
  const recorded = await record(state, request, circumstances, decision, override);
  return recorded.kind === "allow"
    ? { ...recorded, request: { ...request, host: decision.host }, addresses }
    : recorded;
}

const CANNOT_LOOK = {
  reason: "mitm_required",
  source: "mode_guard",
  text: "the policy counts methods and paths, and this proxy may not look into the tunnel",
} as const;

function isClosed(state: EgressState, { protocol }: NetworkRequest, host: string): boolean {
  return !state.openTunnels && protocol !== "http" && opensTunnels(state.policy, host);
}

async function answer(
  state: EgressState,
  request: NetworkRequest,
  { command, gone }: Circumstances,
  decision: NetworkDecision,
): Promise<NetworkDecision> {
  const asked = state.asker ? await state.asker.ask(request, command, gone.signal) : undefined;
  if (asked === undefined) return { ...decision, decision: "deny" };
  if (asked === "abandoned")
    return {
      ...decision,
      decision: "deny",
      reason: "abandoned",
      text: "the client went away while it was asked",
    };
  // The answer may have come with a rule: then that is why.
  const ruled = asked === "deny" ? evaluate(state.policy, request) : undefined;
  if (ruled?.decision === "deny") return ruled;
  const text =
    asked === "allow" ? `${request.host} is allowed by an answer` : `${request.host} is refused by an answer`;
  return { ...decision, decision: asked, source: "decider", text };
}

function goesUpstream(state: EgressState, host: string): boolean {
  return state.upstream !== undefined && !state.upstream.bypasses(host);
}

async function addressesOf(state: EgressState, host: string, pinned?: string): Promise<readonly string[]> {
  if (pinned !== undefined) return [pinned];
  const canonical = canonicalHost(host);
  if (canonical.ok && canonical.kind !== "name") return [canonical.host];
  return await resolveOnce(state.resolve, host, state.limits.resolveMs);
}

async function record(
  state: EgressState,
  request: NetworkRequest,
  { command }: Circumstances,
  given: NetworkDecision,
  override: boolean,
): Promise<Recorded> {
  let decision = given;
  const entry = (): DecisionRecord => decisionRecord(state.nextId(), request, command, decision, override);
  const first = entry();
  try {
    const waited = state.decided(first);
    if (waited) await waited;
  } catch (cause) {
    const text = `the decision cannot be recorded: ${cause instanceof Error ? cause.message : String(cause)}`;
    decision = { ...decision, decision: "deny", reason: "policy_denied", text };
    return { kind: "deny", record: entry(), decision };
  }
  return decision.decision === "allow"
    ? { kind: "allow", record: first }
    : { kind: "deny", record: first, decision };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function decisionRecord(
  id: number,
  request: NetworkRequest,
  command: string | undefined,
  decision: NetworkDecision,
  override: boolean,
): DecisionRecord {
  const record: Mutable<DecisionRecord> = {
    v: 1,
    id,
    at: Date.now(),
    protocol: request.protocol,
    host: decision.host,
    port: request.port,
    decision: decision.decision === "allow" ? "allow" : "deny",
    source: decision.source,
    override,
    text: decision.text,
  };
  if (command !== undefined) record.command = command;
  if (request.method !== undefined) record.method = request.method;
  // An approver's allow keeps the reason that it overrides.
  if (decision.reason !== undefined) record.reason = decision.reason;
  if (decision.pattern !== undefined) record.pattern = decision.pattern;
  if (decision.origin !== undefined) record.origin = decision.origin;
  if (decision.remedy !== undefined) record.remedy = decision.remedy;
  return record;
}

/** A decision that is on record. */
type Recorded =
  | { readonly kind: "allow"; readonly record: DecisionRecord }
  | { readonly kind: "deny"; readonly record: DecisionRecord; readonly decision: NetworkDecision };

/** Says whether the policy of this moment still lets a destination be served; a tunnel that must be opened now is not. */
export function stillAllowed(
  state: EgressState,
  request: NetworkRequest,
  override: boolean,
  addresses: readonly string[],
  opaque = false,
): boolean {
  if (opaque && opensTunnels(state.policy, request.host)) return false;
  const { decision } = evaluate(state.policy, request);
  if (decision !== "allow" && !(decision === "ask" && override)) return false;
  if (addresses.length === 0) return goesUpstream(state, request.host);
  return evaluateAddresses(state.policy, request.host, addresses, state.own()).decision === "allow";
}

/** A connection to an origin, or to the proxy that leads there. */
export interface Way {
  readonly socket: Socket;
  /** The origin's judged address; absent behind an upstream proxy. */
  readonly address?: string;
  readonly upstream?: string;
  /** Bytes that came already. */
  readonly early?: Uint8Array;
}

/** Dials a destination that was allowed. Undefined when nothing answers. */
export async function dialDestination(
  state: EgressState,
  settled: Settled & { readonly kind: "allow" },
): Promise<Way | undefined> {
  const { request, addresses } = settled;
  const { upstream, limits } = state;
  if (!upstream || upstream.bypasses(request.host))
    return await dialAny(state.dial, addresses, request.port, limits.dialMs);
  const socket = await dialUpstream(upstream, { ...state, ...limits });
  if (!socket) return undefined;
  if (request.protocol === "http") return { socket, upstream: upstream.name };
  const authority = authorityText(request.host, request.port);
  const early = await openUpstreamTunnel(upstream, socket, authority, limits.dialMs);
  if (early === undefined) {
    socket.destroy();
    return undefined;
  }
  return { socket, upstream: upstream.name, early };
}

/** `host:port`, with brackets around an IPv6 address. */
export function authorityText(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
