import { createServer, type Server, Socket } from "node:net";
import process from "node:process";
import { createSecureContext, type SecureContext } from "node:tls";
import { createAskMemory } from "../ask-memory.ts";
import { compilePolicy } from "../compiled-policy.ts";
import type { NetworkPolicy } from "../decision.ts";
import { opensTunnels } from "../opens-tunnels.ts";
import type { Authority } from "./authority.ts";
import { Clients } from "./clients.ts";
import { type CommandNames, commandNames, type RefusedLookup } from "./command-names.ts";
import type { ConnectionRecord } from "./connection-record.ts";
import { staysOpen } from "./destination.ts";
import { netDial } from "./dial.ts";
import type { Attachment, Egress, EgressOptions } from "./egress.ts";
import { DEFAULT_LIMITS, type EgressState } from "./egress-state.ts";
import { HostAsker } from "./host-question.ts";
import { RecordStream } from "./record-stream.ts";
import { ownAddresses, sharedLookups, systemResolve } from "./resolve-host.ts";
import { secretsFrom } from "./secret-source.ts";
import { serveClient } from "./serve-client.ts";
import { Slots } from "./slots.ts";
import { Ticker } from "./ticker.ts";
import { trustedRoots } from "./trusted-roots.ts";
import { upstreamProxy } from "./upstream-proxy.ts";

/**
 * Starts an egress proxy: HTTP (absolute-form, CONNECT, WebSocket upgrades) and SOCKS5 on every listener it is given. Each
 * destination is judged by the policy, asked about where the policy says so, resolved once, judged by every address, recorded,
 * and only then dialled, by the very address that was judged.
 *
 * It listens nowhere by itself: `listen` and `attach` give it connections, each listener for one command.
 *
 * @throws {NetworkError} `bad-pattern` for a policy without a meaning, `bad-upstream` for an upstream that is no http URL.
 *
 * @example
 * ```ts
 * import { startEgress } from "@paddock/network/proxy";
 *
 * await using egress = await startEgress({
 *   policy: { enabled: true, domains: [{ pattern: "example.com", decision: "allow" }] },
 *   onAsk: async ({ host, command }) => (console.log(`${command} wants ${host}`), "deny-once"),
 * });
 * const { port } = await egress.listen("npm test");
 * console.log(`HTTP_PROXY=http://127.0.0.1:${port}`);
 * ```
 */
export async function startEgress(options: EgressOptions): Promise<Egress> {
  options.signal?.throwIfAborted();
  compilePolicy(options.policy);
  const egress = new RunningEgress(options);
  // Made before the first command starts, which has to be told to trust it.
  if (options.openTunnels !== false && opensTunnels(options.policy)) await egress.trust();
  options.signal?.addEventListener("abort", () => void egress.close(), { once: true });
  return egress;
}

/** How exactly the times of connections are kept, in milliseconds, unless a limit is short. */
const COARSE_MS = 1000;

class RunningEgress implements Egress {
  readonly #state: EgressState;
  readonly #records: RecordStream<ConnectionRecord>;
  readonly #attachments = new Set<Attached>();
  readonly #refusedLookup: (lookup: RefusedLookup) => void;
  readonly #roots: () => readonly string[];
  #count = 0;

  constructor(options: EgressOptions) {
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#records = new RecordStream(limits.records);
    const { onAsk, onDecision, onConnection } = options;
    this.#refusedLookup = options.onRefusedLookup ?? (() => {});
    this.#roots = once(() => options.roots ?? trustedRoots(process.env));
    const originContext = (): SecureContext => createSecureContext({ ca: [...this.#roots()] });
    const { dialMs, headMs, idleMs } = limits;
    const ticker = new Ticker(Math.min(dialMs, headMs, idleMs, 4 * COARSE_MS) / 4);
    this.#state = {
      policy: options.policy,
      limits,
      tunnel: options.tunnel ?? {},
      openTunnels: options.openTunnels ?? true,
      authority: once(makeAuthority),
      originContext: once(originContext),
      secrets: options.secrets ?? secretsFrom(process.env),
      asker: onAsk && new HostAsker(onAsk, options.memory ?? createAskMemory()),
      upstream: options.upstream && upstreamProxy(options.upstream),
      resolve: sharedLookups(options.resolve ?? systemResolve),
      dial: options.dial ?? netDial(ticker),
      own: options.own ?? ownAddresses(),
      clients: new Clients(),
      open: new Slots(),
      ticker,
      nextId: () => {
        this.#count += 1;
        return this.#count;
      },
      decided: (record) => onDecision?.(record),
      finished: (record) => {
        this.#records.push(record);
        onConnection?.(record);
      },
    };
  }

  get policy(): NetworkPolicy {
    return this.#state.policy;
  }

  get connections(): AsyncIterable<ConnectionRecord> {
    return this.#records.want();
  }

  get size(): number {
    return this.#state.clients.size;
  }

  attach(source: Server | Socket, command?: string): Attachment {
    const attached = new Attached(this.#state, source, command, () => this.#attachments.delete(attached));
    this.#attachments.add(attached);
    return attached;
  }

  names(command: string): CommandNames {
    return commandNames(this.#state, command, this.#refusedLookup);
  }

  async listen(command?: string, options: { readonly port?: number } = {}): Promise<Attachment> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: "127.0.0.1", port: options.port ?? 0, backlog: 1024 }, () => {
        server.off("error", reject);
        resolve();
      });
    });
    return this.attach(server, command);
  }

  async trust(): Promise<string> {
    const { certificate } = await this.#state.authority();
    return `${[certificate, ...this.#roots()].join("\n")}\n`;
  }

  update(policy: NetworkPolicy): void {
    if (policy === this.#state.policy) return;
    compilePolicy(policy);
    this.#state.policy = policy;
    for (const open of this.#state.open) if (!staysOpen(this.#state, open)) open.cut();
  }

  async close(options: { readonly graceMs?: number } = {}): Promise<void> {
    const { clients } = this.#state;
    for (const attached of this.#attachments) attached.stop();
    if (options.graceMs !== undefined) await clients.gone(options.graceMs);
    await Promise.all([...this.#attachments].map((attached) => attached.close()));
    clients.destroy();
    await clients.gone();
    this.#records.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** The library behind it is loaded where tunnels are opened: most policies never need it. */
async function makeAuthority(): Promise<Authority> {
  const { createAuthority } = await import("./authority.ts");
  return await createAuthority();
}

/** Makes something when it is first wanted, and then gives the same. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

class Attached implements Attachment {
  readonly port: number;
  readonly #state: EgressState;
  readonly #server: Server | undefined;
  readonly #command: string | undefined;
  readonly #clients: Clients;
  readonly #serve: (socket: Socket) => void;
  readonly #closed: () => void;

  constructor(state: EgressState, source: Server | Socket, command: string | undefined, closed: () => void) {
    this.#state = state;
    this.#command = command;
    this.#closed = closed;
    this.#clients = new Clients(state.clients);
    this.#serve = (socket) => serveClient(state, socket, command, this.#clients);
    if (source instanceof Socket) {
      this.port = 0;
      this.#serve(source);
      return;
    }
    this.#server = source;
    // A listener that another process made knows nothing of it; a client may end its side and still wait for the answer.
    (source as Server & { allowHalfOpen?: boolean }).allowHalfOpen = true;
    source.on("connection", this.#serve);
    source.on("error", () => {});
    const address = source.address();
    this.port = typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Takes no further connections. */
  stop(): void {
    if (this.#server?.listening) this.#server.close();
    this.#server?.off("connection", this.#serve);
  }

  async close(): Promise<void> {
    this.stop();
    this.#clients.destroy();
    await this.#clients.gone();
    if (this.#command !== undefined) this.#state.asker?.forget(this.#command);
    this.#closed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
