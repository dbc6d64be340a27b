import type { NetworkPolicy, NetworkRequest } from "../decision.ts";
import type { ConnectionRecord, DecisionRecord } from "./connection-record.ts";
import { type Settled, staysOpen, type Way } from "./destination.ts";
import type { EgressState, OpenDestination } from "./egress-state.ts";

/** A connection or request that is being served, from its decision to its record. */
export class Exchange {
  readonly #state: EgressState;
  readonly #decision: DecisionRecord;
  readonly #policy: NetworkPolicy;
  readonly #started: number = performance.now();
  /** Its place among what is open. */
  #place: number | undefined;
  #way: Way | undefined;
  #cut = false;
  #done = false;
  sni: string | undefined;
  tunnelReason: string | undefined;

  constructor(state: EgressState, settled: Settled) {
    this.#state = state;
    this.#decision = settled.record;
    this.#policy = settled.policy;
  }

  /**
   * Makes it known as open, so that a tighter policy can `end` it, and ends it at once where the policy became one while it was
   * dialled. Once more when it goes on by another way.
   */
  start(request: NetworkRequest, way: Way, end: () => void, opaque = false): void {
    this.#leave();
    this.#way = way;
    const open: OpenDestination = {
      request,
      opaque,
      command: this.#decision.command,
      address: way.address,
      cut: () => {
        this.#cut = true;
        end();
      },
    };
    this.#place = this.#state.open.add(open);
    if (this.#state.policy !== this.#policy && !staysOpen(this.#state, open)) open.cut();
  }

  /** Says how it ended, once. */
  finish(outcome: ConnectionRecord["outcome"], bytesUp: number, bytesDown: number): void {
    if (this.#done) return;
    this.#done = true;
    this.#leave();
    const record: Mutable<ConnectionRecord> = {
      ...this.#decision,
      bytesUp,
      bytesDown,
      durationMs: Math.round(performance.now() - this.#started),
      outcome: this.#cut ? "policy-changed" : outcome,
    };
    if (this.#way?.address !== undefined) record.address = this.#way.address;
    if (this.#way?.upstream !== undefined) record.upstream = this.#way.upstream;
    if (this.sni !== undefined) record.sni = this.sni;
    if (this.tunnelReason !== undefined) record.tunnelReason = this.tunnelReason;
    this.#state.finished(record);
  }

  #leave(): void {
    if (this.#place !== undefined) this.#state.open.delete(this.#place);
    this.#place = undefined;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
