import type { Socket } from "node:net";

/** The clients of a proxy, or of one of its listeners: each from its connection to its last record. */
export class Clients {
  readonly #all: Clients | undefined;
  readonly #sockets = new Set<Socket>();
  #empty: PromiseWithResolvers<void> | undefined;

  /** What is added here is added to `all` as well. */
  constructor(all?: Clients) {
    this.#all = all;
  }

  /** How many there are. */
  get size(): number {
    return this.#sockets.size;
  }

  /** Serves one to its end. Never rejects: whatever goes wrong closes the connection. */
  async serve(socket: Socket, by: () => Promise<void>): Promise<void> {
    this.#add(socket);
    try {
      await by();
    } catch {
      socket.destroy();
    }
    if (socket.closed) this.#delete(socket);
    else socket.once("close", () => this.#delete(socket));
  }

  #add(socket: Socket): void {
    this.#sockets.add(socket);
    if (this.#all) this.#all.#add(socket);
  }

  #delete(socket: Socket): void {
    this.#sockets.delete(socket);
    if (this.#all) this.#all.#delete(socket);
    if (this.#sockets.size > 0) return;
    this.#empty?.resolve();
    this.#empty = undefined;
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
