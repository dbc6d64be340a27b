import type { Socket } from "node:net";
import { type FirstBytes, helloSize, readFirstBytes } from "../client-hello.ts";
import { judgeTunnel, type TunnelRefusal } from "../tunnel-rule.ts";
import type { Allowed, Way } from "./destination.ts";
import type { EgressState } from "./egress-state.ts";
import { Exchange } from "./exchange.ts";
import type { Intake, Taker } from "./intake.ts";
import { SecondHello, type SecondStep } from "./second-hello.ts";
import type { Ticked } from "./ticker.ts";

const NOTHING = new Uint8Array(0);
/** A fatal TLS alert, access_denied (RFC 8446, 6.2): a client that waits for a ServerHello fails at once. */
const ACCESS_DENIED = Uint8Array.of(21, 3, 1, 0, 2, 2, 49);
/** Most bytes that are held back of a client which speaks before its origin has answered the hello. */
const HELD = 65_536;

/**
 * A tunnel that nobody looks into. The client's first bytes are held back until they are judged; the origin's flow from the
 * start, since in many protocols the server speaks first.
 *
 * Tunnels are opened and closed by the thousand, so that one is one object: no stream between its sockets, no timer and no
 * promise of its own.
 */
export class OpaqueTunnel implements Taker, Ticked {
  readonly #state: EgressState;
  readonly #client: Socket;
  readonly #origin: Socket;
  readonly #settled: Allowed;
  readonly #exchange: Exchange;
  readonly #closed: () => void;
  /** Its place in the ticker. */
  readonly #place: number;
  /** What is held back of the client; undefined once it was judged. */
  #held: Uint8Array | undefined = NOTHING;
  /** What may follow a hello; undefined where none was said, and when nothing can. */
  #second: SecondHello | undefined;
  #saidAll = false;
  #refused = false;
  #up = 0;
  #down = 0;
  /** When it ends unless something happens before. */
  #until: number;
  #activity = 0;
  #open = 2;

  /** Starts to serve a client, which hears `granted`; `closed` is called when both sides are closed and it is on record. */
  constructor(
    state: EgressState,
    client: Intake,
    way: Way,
    settled: Allowed,
    granted: Uint8Array,
    closed: () => void,
  ) {
    this.#state = state;
    this.#client = client.socket;
    this.#origin = way.socket;
    this.#settled = settled;
    this.#closed = closed;
    this.#exchange = new Exchange(state, settled);
    this.#until = performance.now() + state.limits.idleMs;
    this.#place = state.ticker.add(this);
    this.#exchange.start(settled.request, way, () => this.#destroy(), true);
    this.#listen(way.socket);
    if (granted.length > 0) this.#client.write(granted);
    if (way.early && way.early.length > 0) this.#receive(way.early);
    const held = client.passTo(this);
    if (held.length > 0) this.taken(held);
    if (client.ended) this.ended();
    if (client.closed) this.closed();
  }

  #listen(origin: Socket): void {
    origin.on("error", ignore);
    origin.on("data", (chunk: Uint8Array) => this.#receive(chunk));
    origin.on("end", () => {
      if (!this.#refused) passEnd(this.#client);
    });
    origin.on("close", () => this.#oneClosed(this.#client));
    // Who spoke to an upstream proxy before stopped reading.
    if (origin.isPaused()) origin.resume();
  }

  /** What the client says. */
  taken(chunk: Uint8Array): void {
    this.#up += chunk.length;
    if (this.#held) this.#judge(this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]));
    else if (this.#refused) return;
    else if (this.#second) this.#follow(this.#second.say(chunk));
    else pass(chunk, this.#client, this.#origin);
  }

  /** The client says nothing more. */
  ended(): void {
    if (this.#refused) return;
    // The beginning of a hello alone is no TLS; where nothing at all was sent there is nothing to judge.
    if (this.#held && this.#held.length > 0) this.#refuse("not_tls", NOTHING);
    else if (this.#second) {
      this.#saidAll = true;
      this.#follow(this.#second.end());
    } else {
      this.#held = undefined;
      passEnd(this.#origin);
    }
  }

  /** The client's side is closed. */
  closed(): void {
    this.#oneClosed(this.#origin);
  }

  /** Ends what is idle, or does not say its hello in time. */
  tick(now: number): void {
    // Buffers that drain are activity as well.
    const activity = this.#up + this.#down - this.#client.writableLength - this.#origin.writableLength;
    const saysHello = this.#second?.asked ?? (this.#held !== undefined && this.#held.length > 0);
    if (activity !== this.#activity && !saysHello) {
      this.#activity = activity;
      this.#until = now + this.#state.limits.idleMs;
    }
    if (now < this.#until) return;
    if (saysHello) this.#refuse("not_tls", NOTHING);
    else this.#destroy();
  }

  #receive(chunk: Uint8Array): void {
    if (this.#refused) return;
    this.#down += chunk.length;
    pass(chunk, this.#origin, this.#client);
    const second = this.#second;
    if (!second || second.asked) return;
    this.#follow(second.hear(chunk));
    // Whoever is asked for a second hello has to say it in time.
    if (second.asked) this.#until = performance.now() + this.#state.limits.headMs;
  }

  #judge(held: Uint8Array): void {
    const first = readFirstBytes(held);
    if (first.kind === "more") {
      // Whoever begins a hello has to finish it in time.
      if (this.#held === NOTHING) this.#until = performance.now() + this.#state.limits.headMs;
      this.#held = held;
      return;
    }
    if (first.kind === "tls" && first.serverName !== undefined) this.#exchange.sni = first.serverName;
    const refusal = this.#refusalOf(first);
    if (refusal) this.#refuse(refusal.reason, first.kind === "other" ? NOTHING : ACCESS_DENIED);
    else {
      this.#held = undefined;
      const size = first.kind === "tls" ? helloSize(held) : held.length;
      pass(held.subarray(0, size), this.#client, this.#origin);
      if (first.kind !== "tls") return;
      this.#second = new SecondHello((hello) => this.#refusalOf(hello));
      if (size < held.length) this.#follow(this.#second.say(held.subarray(size)));
    }
  }

  #refusalOf(hello: FirstBytes): TunnelRefusal | undefined {
    const { host, port } = this.#settled.request;
    return judgeTunnel(host, port, hello, { ...this.#state.tunnel, ...this.#state.policy.tunnel });
  }

  /** Goes on behind the first hello. */
  #follow({ pass: bytes, now, reason = "", serverName }: SecondStep): void {
    if (serverName !== undefined) this.#exchange.sni = serverName;
    if (now === "refuse") {
      this.#refuse(reason, ACCESS_DENIED);
      return;
    }
    if (bytes.length > 0) pass(bytes, this.#client, this.#origin);
    if (now === "open") this.#second = undefined;
    if (this.#second && this.#second.size > HELD) this.#client.pause();
    else if (!this.#origin.writableNeedDrain) this.#client.resume();
    if (!this.#second && this.#saidAll) passEnd(this.#origin);
  }

  #refuse(reason: string, answer: Uint8Array): void {
    this.#refused = true;
    this.#held = undefined;
    this.#second = undefined;
    this.#exchange.tunnelReason = reason;
    this.#origin.destroy();
    this.#client.end(answer, () => this.#client.destroy());
    this.#client.resume();
    this.#exchange.finish("tunnel-refused", this.#up, this.#down);
  }

  #destroy(): void {
    this.#client.destroy();
    this.#origin.destroy();
  }

  #oneClosed(other: Socket): void {
    this.#open -= 1;
    if (this.#open === 0) {
      this.#state.ticker.delete(this.#place);
      this.#exchange.finish("closed", this.#up, this.#down);
      this.#closed();
    } else if (!this.#refused) {
      if (other.writableFinished) other.destroy();
      // What is written already still goes out; what would come has nowhere to go.
      else if (!other.destroyed) other.once("finish", () => other.destroy()).end();
    }
  }
}

/** A socket without this listener would end the process; an error is always followed by the close. */
function ignore(): void {}

/** Sends on what came, as slow as the other side takes it. */
function pass(chunk: Uint8Array, from: Socket, to: Socket): void {
  if (to.write(chunk)) return;
  from.pause();
  to.once("drain", () => from.resume());
}

/** Passes an end on. */
function passEnd(to: Socket): void {
  // Nothing comes back either, and nothing is left to be sent: one call in place of two.
  if (to.readableEnded && to.writableLength === 0) to.destroy();
  else to.end();
}
