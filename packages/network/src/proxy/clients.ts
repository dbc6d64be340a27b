import type { Socket } from "node:net";
import { Slots } from "./slots.ts";

/** The clients of a proxy, or of one of its listeners: each from its connection to its last record. */
export class Clients {
  readonly #all: Clients | undefined;
  readonly #sockets = new Slots<Socket>();
  #empty: PromiseWithResolvers<void> | undefined;

  /** What is served here is one of `all` as well. */
  constructor(all?: Clients) {
    this.#all = all;
  }

  /** How many there are. */
  get size(): number {
    return this.#sockets.size;
  }

  /** Counts one until it is `served` and its connection is closed. Whatever goes wrong closes the connection. */
  add(socket: Socket, served: Promise<void>): void {
    const leave = this.#enter(socket);
    const done = (): void => {
      if (socket.closed) leave();
      else socket.once("close", leave);
    };
    served.then(done, () => {
      socket.destroy();
      done();
    });
  }

  #enter(socket: Socket): () => void {
    const place = this.#sockets.add(socket);
    const leaveAll = this.#all ? this.#all.#enter(socket) : undefined;
    return () => {
      this.#sockets.delete(place);
      leaveAll?.();
      if (this.#sockets.size > 0) return;
      this.#empty?.resolve();
      this.#empty = undefined;
    };
  }

  /** Ends every connection, in whatever state it is. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Settles when there is none, at the latest after `ms` milliseconds. */
  async gone(ms?: number): Promise<void> {
    if (this.#sockets.size === 0) return;
    this.#empty ??= Promise.withResolvers();
    const { promise } = this.#empty;
    if (ms === undefined) return await promise;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([promise, late]);
    clearTimeout(timer);
  }
}
