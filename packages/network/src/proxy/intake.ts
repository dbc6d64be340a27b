import type { Socket } from "node:net";
import type { Ticked, Ticker } from "./ticker.ts";

/** Most bytes held for a peer that nobody reads at the moment. */
const HELD = 262_144;
/** How long a peer is listened to after all was said. */
const LINGER_MS = 1000;
const EMPTY: Uint8Array = new Uint8Array(0);

/** Takes what a peer says as it comes, in place of who reads on demand. */
export interface Taker {
  taken(chunk: Uint8Array): void;
  ended(): void;
  /** The last call, also after an error. */
  closed(): void;
}

function ignore(): void {}

/** Reads a socket on demand, so that nothing is taken from a peer before somebody wants it. */
export class Intake implements Ticked {
  readonly socket: Socket;
  readonly #ticker: Ticker;
  #held: Uint8Array = EMPTY;
  #ended = false;
  #closed = false;
  /** Settles who waits: until when, and its place in the ticker. */
  #waiting: ((outcome: "more" | "end" | "late") => void) | undefined;
  #until = 0;
  #place = 0;
  #taker: Taker | undefined;
  // As fields and not assigned by the constructor: V8 puts a function literal that is assigned to a property among its old objects,
  // and all that the connection held would stay with it until the next full collection.
  readonly #onData = (chunk: Uint8Array): void => {
    if (this.#taker) {
      this.#taker.taken(chunk);
      return;
    }
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    if (this.#held.length > HELD) this.socket.pause();
    this.#wake("more");
  };
  readonly #onEnd = (): void => {
    if (this.#ended) return;
    this.#ended = true;
    this.#taker?.ended();
    this.#wake("end");
  };
  readonly #onClose = (): void => {
    this.#ended = true;
    this.#closed = true;
    this.#taker?.closed();
    this.#wake("end");
  };

  /** Starts reading. Errors of the socket count as its end. */
  constructor(socket: Socket, ticker: Ticker) {
    this.socket = socket;
    this.#ticker = ticker;
    socket.on("data", this.#onData);
    socket.on("end", this.#onEnd);
    socket.on("close", this.#onClose);
    // An error is always followed by the close; a socket without this listener would end the process.
    socket.on("error", ignore);
  }

  /** What has come and was not taken. */
  get held(): Uint8Array {
    return this.#held;
  }

  /** True when nothing more will come. */
  get ended(): boolean {
    return this.#ended;
  }

  /** True when the connection is closed, and a taker would have been told so. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Takes bytes off the front of what is held. */
  take(size: number): Uint8Array {
    const taken = this.#held.subarray(0, size);
    this.#held = size >= this.#held.length ? EMPTY : this.#held.subarray(size);
    if (this.#held.length <= HELD && this.socket.isPaused()) this.socket.resume();
    return taken;
  }

  /** Waits until more has come: `more`, or `end`, or `late` after `ms` milliseconds. */
  wait(ms: number): Promise<"more" | "end" | "late"> {
    if (this.#ended) return Promise.resolve("end");
    if (ms <= 0) return Promise.resolve("late");
    this.#until = performance.now() + ms;
    this.#place = this.#ticker.add(this);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** Ends a wait that takes too long. */
  tick(now: number): void {
    if (now >= this.#until) this.#wake("late");
  }

  #wake(outcome: "more" | "end" | "late"): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = undefined;
    this.#ticker.delete(this.#place);
    waiting(outcome);
  }

  /** Calls back when the peer goes away; the returned function stops that. */
  onGone(listener: () => void): () => void {
    if (this.#ended) queueMicrotask(listener);
    this.socket.once("end", listener);
    this.socket.once("close", listener);
    return () => {
      this.socket.off("end", listener);
      this.socket.off("close", listener);
    };
  }

  /** Gives all that comes from now on to a taker, and what was held to the caller. For the rest of the connection. */
  passTo(taker: Taker): Uint8Array {
    this.#taker = taker;
    return this.take(this.#held.length);
  }

  /** Writes, and waits where the peer is slower than we are. False when it is gone, or takes nothing for `ms` milliseconds. */
  send(bytes: Uint8Array | string, ms: number): Promise<boolean> | boolean {
    const { socket } = this;
    if (!socket.writable) return false;
    if (typeof bytes === "string" ? socket.write(bytes, "latin1") : socket.write(bytes)) return true;
    const until = performance.now() + ms;
    return new Promise((resolve) => {
      const done = (taken: boolean): void => {
        this.#ticker.delete(place);
        socket.off("drain", onDrain);
        socket.off("close", onClose);
        resolve(taken);
      };
      const onDrain = (): void => done(socket.writable);
      const onClose = (): void => done(false);
      const place = this.#ticker.add({
        tick: (now) => {
          if (now >= until) done(false);
        },
      });
      socket.on("drain", onDrain);
      socket.on("close", onClose);
    });
  }

  /**
   * Closes the connection when all that was written is taken, at the latest after `ms` milliseconds. What the peer still says is
   * thrown away: a connection that is closed over unread bytes takes the answer along.
   */
  finish(ms: number): void {
    const { socket } = this;
    if (socket.destroyed) return;
    this.release();
    let until = performance.now() + ms;
    const place = this.#ticker.add({
      tick: (now) => {
        if (now >= until) socket.destroy();
      },
    });
    socket.once("close", () => this.#ticker.delete(place));
    socket.once("end", () => {
      if (socket.writableFinished) socket.destroy();
    });
    socket.end(() => {
      if (this.#ended || socket.readableEnded) socket.destroy();
      else until = Math.min(until, performance.now() + LINGER_MS);
    });
    socket.resume();
  }

  /** Stops reading and gives back what was not taken; the socket is paused. */
  release(): Uint8Array {
    this.socket.pause();
    this.socket.off("data", this.#onData);
    this.socket.off("end", this.#onEnd);
    this.socket.off("close", this.#onClose);
    // The error listener stays: a socket without one would end the process.
    const left = this.#held;
    this.#held = EMPTY;
    return left;
  }
}
