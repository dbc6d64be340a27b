import type { NetworkRequest } from "../decision.ts";
import type { ConnectionRecord, DecisionRecord } from "./connection-record.ts";
import type { Way } from "./destination.ts";
import type { EgressState, OpenDestination } from "./egress-state.ts";

/** A connection or request that is being served, from its decision to its record. */
export class Exchange {
  readonly #state: EgressState;
  readonly #decision: DecisionRecord;
  readonly #started: number = performance.now();
  #open: OpenDestination | undefined;
  #way: Way | undefined;
  #cut = false;
  #done = false;
  sni: string | undefined;
  tunnelReason: string | undefined;

  constructor(state: EgressState, decision: DecisionRecord) {
    this.#state = state;
    this.#decision = decision;
  }

  /** Makes it known as open, so that a tighter policy can end it. */
  start(request: NetworkRequest, way: Way, end: () => void, opaque = false): void {
    this.#way = way;
    this.#open = {
      request,
      opaque,
      ...(this.#decision.command === undefined ? {} : { command: this.#decision.command }),
      ...(way.address === undefined ? {} : { address: way.address }),
      cut: () => {
        this.#cut = true;
        end();
      },
    };
    this.#state.open.add(this.#open);
  }

  /** Says how it ended, once. */
  finish(outcome: ConnectionRecord["outcome"], bytesUp: number, bytesDown: number): void {
    if (this.#done) return;
    this.#done = true;
    if (this.#open) this.#state.open.delete(this.#open);
    const { address, upstream } = this.#way ?? {};
    this.#state.finished({
      ...this.#decision,
      ...(address === undefined ? {} : { address }),
      ...(upstream === undefined ? {} : { upstream }),
      ...(this.sni === undefined ? {} : { sni: this.sni }),
      ...(this.tunnelReason === undefined ? {} : { tunnelReason: this.tunnelReason }),
      bytesUp,
      bytesDown,
      durationMs: Math.round(performance.now() - this.#started),
      outcome: this.#cut ? "policy-changed" : outcome,
    });
  }
}
