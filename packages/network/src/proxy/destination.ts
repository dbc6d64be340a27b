import type { Socket } from "node:net";
import type { NetworkDecision, NetworkPolicy, NetworkRequest } from "../decision.ts";
import { evaluate, evaluateAddresses } from "../evaluate.ts";
import { canonicalHost } from "../host.ts";
import { limitedRefusal } from "../limited-mode.ts";
import { opensTunnels } from "../opens-tunnels.ts";
import type { DecisionRecord } from "./connection-record.ts";
import { dialAny } from "./dial.ts";
import type { EgressState, OpenDestination } from "./egress-state.ts";
import { goneSignal } from "./gone-signal.ts";
import type { Intake } from "./intake.ts";
import { resolveOnce } from "./resolve-host.ts";
import { dialUpstream, openUpstreamTunnel, type UpstreamProxy } from "./upstream-proxy.ts";

/** One destination, decided. */
export type Settled =
  | {
      readonly kind: "allow";
      readonly record: DecisionRecord;
      /** What it was decided by. */
      readonly policy: NetworkPolicy;
      readonly request: NetworkRequest;
      /** Judged, in the order in which they are tried; empty only behind an upstream proxy. */
      readonly addresses: readonly string[];
    }
  | {
      readonly kind: "deny";
      readonly record: DecisionRecord;
      readonly policy: NetworkPolicy;
      readonly decision: NetworkDecision;
    };

/** A destination that may be dialled. */
export type Allowed = Settled & { readonly kind: "allow" };

/** What is known about a request beyond its destination. */
export interface Circumstances {
  readonly command: string | undefined;
  /** Who waits for the answer. */
  readonly client: Intake;
  /** The address of a connection that is open already: it is judged again, nothing is resolved. */
  readonly pinned?: string | undefined;
  /**
   * Says what refuses a request that the policy allows by its host: a hook that it does not fit. Asked once more where the policy
   * changed meanwhile.
   */
  readonly refusal?: (() => Pick<NetworkDecision, "reason" | "text" | "source"> | undefined) | undefined;
}

/**
 * Decides about one destination: the table, an answer where the table asks, then every address. What is refused is never
 * resolved. The decision is recorded before this returns; where that fails it is a denial. Nothing is waited for where nothing
 * has to be: most destinations are settled at once.
 */
export function settleDestination(
  state: EgressState,
  request: NetworkRequest,
  circumstances: Circumstances,
): Settled | Promise<Settled> {
  const { policy } = state;
  let decision = evaluate(policy, request);
  const refusal = decision.decision === "deny" ? undefined : circumstances.refusal?.();
  if (refusal) decision = { ...decision, ...refusal, decision: "deny" };
  if (decision.decision !== "deny") {
    const closed = closedReason(state, request, decision.host, circumstances.command);
    if (closed !== undefined) decision = { ...decision, ...CANNOT_LOOK, text: closed, decision: "deny" };
  }
  if (decision.decision === "deny") return record(state, request, circumstances, decision, false, NOWHERE);
  const literal = circumstances.pinned ?? literalAddress(decision.host);
  if (decision.decision === "ask" || literal === undefined)
    return settleLater(state, request, circumstances, decision);
  const addresses = [literal];
  return record(state, request, circumstances, judgeAddresses(state, decision, addresses), false, addresses);
}

const NOWHERE: readonly string[] = [];

/** Decides where an answer or the resolver has to be waited for. */
async function settleLater(
  state: EgressState,
  request: NetworkRequest,
  circumstances: Circumstances,
  given: NetworkDecision,
): Promise<Settled> {
  const { policy } = state;
  let decision = given;
  let override = false;
  let asked = false;
  if (decision.decision === "ask") {
    const answered = await answer(state, { ...request, host: decision.host }, circumstances, decision);
    asked = answered.asked;
    override = answered.decision.source === "decider";
    const limited = answered.decision.decision === "allow" ? limitedRefusal(policy, request) : undefined;
    decision = limited
      ? { ...answered.decision, ...limited, decision: "deny", source: "mode_guard" }
      : answered.decision;
  }
  let addresses = NOWHERE;
  if (decision.decision === "allow") {
    const literal = circumstances.pinned ?? literalAddress(decision.host);
    addresses =
      literal === undefined
        ? await resolveOnce(state.resolve, decision.host, state.limits.resolveMs)
        : [literal];
    decision = judgeAddresses(state, decision, addresses);
  }
  // The policy may have changed while an answer or the resolver was waited for.
  if (decision.decision === "allow" && state.policy !== policy) {
    const named = { ...request, host: decision.host };
    const refusal = stillAllowed(state, named, override, addresses)
      ? circumstances.refusal?.()
      : ({ reason: "policy_denied", text: "the policy changed meanwhile" } as const);
    if (refusal) decision = { ...decision, ...refusal, decision: "deny" };
  }
  return await record(state, request, circumstances, decision, override, addresses, asked);
}

/** What an allowed host leads to has to be allowed as well. */
function judgeAddresses(
  state: EgressState,
  decision: NetworkDecision,
  addresses: readonly string[],
): NetworkDecision {
  if (addresses.length === 0 && goesUpstream(state, decision.host)) return decision;
  const judged = evaluateAddresses(state.policy, decision.host, addresses, state.own());
  return judged.decision === "allow" ? decision : judged;
}

const CANNOT_LOOK = {
  reason: "mitm_required",
  source: "mode_guard",
} as const;

/** Why a tunnel that has to be looked into cannot be, or undefined. */
function closedReason(
  { openTunnels, policy }: EgressState,
  { protocol }: NetworkRequest,
  host: string,
  command: string | undefined,
): string | undefined {
  if (openTunnels === true || protocol === "http" || !opensTunnels(policy, host)) return undefined;
  if (openTunnels === false)
    return "the policy counts methods and paths, and this proxy may not look into the tunnel";
  return openTunnels(command)
    ? undefined
    : "the policy has come to count methods and paths, and this command was started without the certificate that takes: start it anew";
}

async function answer(
  state: EgressState,
  request: NetworkRequest,
  { command, client }: Circumstances,
  decision: NetworkDecision,
): Promise<{ readonly decision: NetworkDecision; readonly asked: boolean }> {
  const gone = goneSignal(client);
  const asked = await state.asker?.ask(request, command, gone.signal);
  gone.release();
  if (asked === undefined) return { decision: { ...decision, decision: "deny" }, asked: false };
  if (typeof asked === "object") {
    const text = `${decision.text}; ${asked.unasked}`;
    return { decision: { ...decision, decision: "deny", text }, asked: false };
  }
  if (asked === "abandoned") {
    const text = "the client went away while it was asked";
    return { decision: { ...decision, decision: "deny", reason: "abandoned", text }, asked: true };
  }
  // The answer may have come with a rule: then that is why.
  const ruled = asked === "deny" ? evaluate(state.policy, request) : undefined;
  if (ruled?.decision === "deny") return { decision: ruled, asked: true };
  const text =
    asked === "allow" ? `${request.host} is allowed by an answer` : `${request.host} is refused by an answer`;
  return { decision: { ...decision, decision: asked, source: "decider", text }, asked: true };
}

function goesUpstream(state: EgressState, host: string): boolean {
  return state.upstream !== undefined && !state.upstream.bypasses(host);
}

/** The address that a host is, where it is one. */
function literalAddress(host: string): string | undefined {
  const canonical = canonicalHost(host);
  return canonical.ok && canonical.kind !== "name" ? canonical.host : undefined;
}

/** Puts a decision on record; one that cannot be recorded is a denial. */
function record(
  state: EgressState,
  request: NetworkRequest,
  circumstances: Circumstances,
  decision: NetworkDecision,
  override: boolean,
  addresses: readonly string[],
  asked = false,
): Settled | Promise<Settled> {
  const { policy } = state;
  const entry = decisionRecord(state.nextId(), request, circumstances.command, decision, override, asked);
  const recorded = (): Settled =>
    decision.decision === "allow"
      ? { kind: "allow", record: entry, policy, request: { ...request, host: decision.host }, addresses }
      : { kind: "deny", record: entry, policy, decision };
  const failed = (cause: unknown): Settled => {
    const text = `the decision cannot be recorded: ${cause instanceof Error ? cause.message : String(cause)}`;
    const denied: NetworkDecision = { ...decision, decision: "deny", reason: "policy_denied", text };
    const record = decisionRecord(state.nextId(), request, circumstances.command, denied, override, asked);
    return { kind: "deny", record, policy, decision: denied };
  };
  try {
    const waited = state.decided(entry);
    return waited ? waited.then(recorded, failed) : recorded();
  } catch (cause) {
    return failed(cause);
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function decisionRecord(
  id: number,
  request: NetworkRequest,
  command: string | undefined,
  decision: NetworkDecision,
  override: boolean,
  asked: boolean,
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
  if (asked) record.asked = true;
  if (command !== undefined) record.command = command;
  if (request.method !== undefined) record.method = request.method;
  // An approver's allow keeps the reason that it overrides.
  if (decision.reason !== undefined) record.reason = decision.reason;
  if (decision.pattern !== undefined) record.pattern = decision.pattern;
  if (decision.origin !== undefined) record.origin = decision.origin;
  if (decision.remedy !== undefined) record.remedy = decision.remedy;
  return record;
}

/** Says whether the policy of this moment still lets a destination be served. */
function stillAllowed(
  state: EgressState,
  request: NetworkRequest,
  override: boolean,
  addresses: readonly string[],
): boolean {
  const { decision } = evaluate(state.policy, request);
  if (decision !== "allow" && !(decision === "ask" && override)) return false;
  // A question is about the host alone: what its answer overrides is not the mode.
  if (decision === "ask" && limitedRefusal(state.policy, request)) return false;
  if (addresses.length === 0) return goesUpstream(state, request.host);
  return evaluateAddresses(state.policy, request.host, addresses, state.own()).decision === "allow";
}

/** Says whether the policy of this moment lets what is open stay so; a tunnel that must be looked into now may not. */
export function staysOpen(state: EgressState, open: OpenDestination): boolean {
  const { request, address, command, opaque } = open;
  if (opaque && opensTunnels(state.policy, request.host)) return false;
  const override = state.asker?.recall(request, command) === "allow";
  return stillAllowed(state, request, override, address === undefined ? [] : [address]);
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
export function dialDestination(state: EgressState, settled: Allowed): Promise<Way | undefined> {
  const { request, addresses } = settled;
  const { upstream, limits } = state;
  return upstream && !upstream.bypasses(request.host)
    ? dialByUpstream(state, upstream, request)
    : dialAny(state.dial, addresses, request.port, limits.dialMs);
}

async function dialByUpstream(
  state: EgressState,
  upstream: UpstreamProxy,
  request: NetworkRequest,
): Promise<Way | undefined> {
  const { limits } = state;
  const socket = await dialUpstream(upstream, { ...state, ...limits });
  if (!socket) return undefined;
  if (request.protocol === "http") return { socket, upstream: upstream.name };
  const authority = authorityText(request.host, request.port);
  const early = await openUpstreamTunnel(upstream, socket, authority, limits.dialMs, state.ticker);
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
