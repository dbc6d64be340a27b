import { type FirstBytes, readFirstBytes } from "../client-hello.ts";
import { asksForHello } from "../server-hello.ts";
import type { TunnelRefusal } from "../tunnel-rule.ts";

/** What may go on to the origin now, and what becomes of the tunnel. */
export interface SecondStep {
  readonly pass: Uint8Array;
  /** `open`: no further hello can come. */
  readonly now: "wait" | "open" | "refuse";
  readonly reason?: string;
  readonly serverName?: string;
}

const NOTHING: Uint8Array = new Uint8Array(0);
const WAIT: SecondStep = { pass: NOTHING, now: "wait" };
const HANDSHAKE = 22;
/** A ServerHello shows within far fewer bytes whether it asks again; who needs more is taken to ask. */
const LONGEST_ANSWER = 4096;

/**
 * What follows a first hello that was judged: an origin that speaks TLS 1.3 may ask for a second one, and servers take the name in
 * that one instead. Holds the client back until the origin's first bytes show whether it asks, and then until the second hello is
 * judged as well.
 */
export class SecondHello {
  readonly #judge: (hello: FirstBytes) => TunnelRefusal | undefined;
  #answer: Uint8Array = NOTHING;
  #held: Uint8Array = NOTHING;
  #asked = false;

  constructor(judge: (hello: FirstBytes) => TunnelRefusal | undefined) {
    this.#judge = judge;
  }

  /** How many bytes of the client are held back. */
  get size(): number {
    return this.#held.length;
  }

  /** True when the origin has asked, and it is the client's turn. */
  get asked(): boolean {
    return this.#asked;
  }

  /** What the origin says. */
  hear(chunk: Uint8Array): SecondStep {
    if (this.#asked) return WAIT;
    this.#answer = this.#answer.length === 0 ? chunk : Buffer.concat([this.#answer, chunk]);
    const asks = asksForHello(this.#answer) ?? (this.#answer.length > LONGEST_ANSWER ? true : undefined);
    if (asks === undefined) return WAIT;
    this.#answer = NOTHING;
    if (!asks) return { pass: this.#take(this.#held.length), now: "open" };
    this.#asked = true;
    return this.#look();
  }

  /** What the client says. */
  say(chunk: Uint8Array): SecondStep {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    return this.#asked ? this.#look() : WAIT;
  }

  /** The client says nothing more; what it began is no hello. */
  end(): SecondStep {
    if (!this.#asked) return WAIT;
    if (this.#held[0] === HANDSHAKE) return { pass: NOTHING, now: "refuse", reason: "not_tls" };
    return { pass: this.#take(this.#held.length), now: "open" };
  }

  /** Early data, alerts and the like may stand before the hello (RFC 8446, 4.2.10 and D.4). */
  #look(): SecondStep {
    const held = this.#held;
    let at = 0;
    while (at < held.length && held[at] !== HANDSHAKE) {
      const end = at + 5 + (held[at + 3] ?? 0) * 256 + (held[at + 4] ?? 0);
      if (at + 5 > held.length || end > held.length) return { pass: this.#take(at), now: "wait" };
      at = end;
    }
    const pass = this.#take(at);
    const hello = readFirstBytes(this.#held);
    if (hello.kind === "more") return { pass, now: "wait" };
    // An origin asks once; what it takes for a hello after this one would be an error of its own (RFC 8446, 4.1.4).
    const named =
      hello.kind === "tls" && hello.serverName !== undefined ? { serverName: hello.serverName } : {};
    const refusal = hello.kind === "other" ? { reason: "not_tls" } : this.#judge(hello);
    if (refusal) return { pass: NOTHING, now: "refuse", reason: refusal.reason, ...named };
    return { pass: Buffer.concat([pass, this.#take(this.#held.length)]), now: "open", ...named };
  }

  #take(size: number): Uint8Array {
    const taken = this.#held.subarray(0, size);
    this.#held = this.#held.subarray(size);
    return taken;
  }
}
