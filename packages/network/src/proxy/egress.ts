import type { Server, Socket } from "node:net";
import type { AskMemory } from "../ask-memory.ts";
import type { NetworkPolicy } from "../decision.ts";
import type { TunnelRule } from "../tunnel-rule.ts";
import type { CommandNames, RefusedLookup } from "./command-names.ts";
import type { ConnectionRecord, DecisionRecord } from "./connection-record.ts";
import type { Dial } from "./dial.ts";
import type { EgressLimits } from "./egress-state.ts";
import type { OnAsk } from "./host-question.ts";
import type { Resolve } from "./resolve-host.ts";
import type { SecretSource } from "./secret-source.ts";

/** Options of `startEgress`. */
export interface EgressOptions {
  /** What may be reached. */
  readonly policy: NetworkPolicy;
  /** Puts a question about a destination that the policy asks about. Without it such a destination is refused. */
  readonly onAsk?: OnAsk;
  /** Lasting answers of this session. Default an empty memory. */
  readonly memory?: AskMemory;
  /**
   * Called with every decision, and waited for, before anything is dialled. Where it fails the destination is refused, so
   * that nothing is reached without a record.
   */
  readonly onDecision?: (record: DecisionRecord) => void | Promise<void>;
  /** Called with every finished connection, in the order of their ends. */
  readonly onConnection?: (record: ConnectionRecord) => void;
  /** Called with every name that a command looked up and that it may not reach; once for each. */
  readonly onRefusedLookup?: (lookup: RefusedLookup) => void;
  /** What may go through a tunnel. The defaults refuse every name but the one that was judged. */
  readonly tunnel?: TunnelRule;
  /**
   * Whether TLS may be opened where methods count or a hook is set, which takes commands that were told to
   * {@linkcode Egress.trust} this proxy. Default true; false refuses such tunnels with `mitm_required`. A function says it for each
   * command: a running one cannot be told any more, when the policy becomes stricter.
   */
  readonly openTunnels?: boolean | ((command: string | undefined) => boolean);
  /**
   * Certificates, PEM, that an origin's has to lead to where a tunnel is opened. Default those of this machine and of
   * `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS` of this process.
   */
  readonly roots?: readonly string[];
  /** Finds what hooks inject. Default the variables and files of this process. */
  readonly secrets?: SecretSource;
  /** A corporate HTTP proxy, as a URL with its credentials, and patterns of hosts that are dialled directly. */
  readonly upstream?: { readonly url: string; readonly except?: readonly string[] };
  /** Resolves names. Default the machine's resolver. */
  readonly resolve?: Resolve;
  /** Dials addresses. Default node:net. */
  readonly dial?: Dial;
  /** This machine's own addresses, guarded like private ones. Default those of its interfaces. */
  readonly own?: () => ReadonlySet<string>;
  /** Limits that differ from the defaults. */
  readonly limits?: Partial<EgressLimits>;
  /** Closes the proxy. */
  readonly signal?: AbortSignal;
}

/** A listener that belongs to one command. */
export interface Attachment extends AsyncDisposable {
  /** The port it listens on; 0 for a single socket. */
  readonly port: number;
  /** Takes no further connections, ends those that came in by it, and forgets the answers given for this run only. */
  close(): Promise<void>;
}

/** A running egress proxy. One serves any number of commands; a process may have any number of them. */
export interface Egress extends AsyncDisposable {
  /** The policy of this moment. */
  readonly policy: NetworkPolicy;
  /** Connections that finish after this was first asked for, for one reader; the oldest are dropped when it is slow. */
  readonly connections: AsyncIterable<ConnectionRecord>;
  /** Client connections open now. */
  readonly size: number;
  /** Serves a listener, or one accepted socket, as that of a command. The listener is closed with the attachment. */
  attach(source: Server | Socket, command?: string): Attachment;
  /**
   * The names of a command, for programs that know no proxy: its resolver's answers, and the connections to the addresses in
   * them. To be closed with the command.
   */
  names(command: string): CommandNames;
  /** Listens on a free port of the loopback interface for a command. */
  listen(command?: string, options?: { readonly port?: number }): Promise<Attachment>;
  /**
   * What a command has to trust where tunnels are opened, PEM: the certificate of this proxy's own authority, which is made now
   * if it was not, and behind it the roots of this machine. Write it where the command can read it, and name that file by
   * {@linkcode certificateEnvironment}. The key of the authority is never written.
   */
  trust(): Promise<string>;
  /** Replaces the policy, and closes at once what it no longer allows. */
  update(policy: NetworkPolicy): void;
  /** Closes every listener; waits up to `graceMs` milliseconds (default 0) for open connections, then ends them. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}
