import type { Guard } from "../guard-types.ts";
import type { Run } from "../run.ts";
import { type GuardedSandboxSession, guardedSandboxSession } from "./sandbox-session.ts";

/** A session with what only its owner may do: ports and its end. */
export interface GuardedNetworkSession extends GuardedSandboxSession {
  /** The guard's session; its open questions are taken up by it. */
  readonly id: string;
  /** Where relative paths start. */
  readonly defaultWorkingDirectory: string;
  /** Ports that the permission profile lists. */
  readonly ports: readonly number[];
  /** Where the host reaches a port of a process that runs. */
  readonly getPortEndpoint: (options: {
    port: number;
    protocol?: "http" | "https" | "ws";
  }) => Promise<{ readonly url: string }>;
  /** Where the host reaches a port of a process that runs. */
  readonly getPortUrl: (options: { port: number; protocol?: "http" | "https" | "ws" }) => Promise<string>;
  /** Closes the guard: what runs is stopped, open questions stay on disk. */
  readonly stop: () => Promise<void>;
  /** The same as `stop`: the workspace is the user's own and stays. */
  readonly destroy: () => Promise<void>;
  /** The session without what only its owner may do. */
  readonly restricted: () => GuardedSandboxSession;
}

/** Makes sandbox sessions for harnesses of the AI SDK. */
export interface GuardedSandboxProvider {
  /** The version of the interface. */
  readonly specificationVersion: "harness-sandbox-v1";
  /** `paddock`. */
  readonly providerId: string;
  /** Opens a guard and its session; `onFirstCreate` runs once in it, through the guard. */
  readonly createSession: (options?: {
    sessionId?: string;
    abortSignal?: AbortSignal;
    identity?: string;
    onFirstCreate?: (session: GuardedSandboxSession, options: { abortSignal?: AbortSignal }) => Promise<void>;
  }) => Promise<GuardedNetworkSession>;
  /** Opens a guard with the id of an earlier session: answers that were given meanwhile count. */
  readonly resumeSession: (options: {
    sessionId: string;
    abortSignal?: AbortSignal;
  }) => Promise<GuardedNetworkSession>;
}

/** A guard that also tells of its runs, for their ports. */
function noting(guard: Guard, running: Set<Run>): Guard {
  const run: Guard["run"] = (action, options) => {
    const one = guard.run(action, options);
    running.add(one);
    one.result.finally(() => running.delete(one)).catch(() => undefined);
    return one;
  };
  return new Proxy(guard, { get: (target, key) => (key === "run" ? run : Reflect.get(target, key, target)) });
}

async function networkSession(guard: Guard): Promise<GuardedNetworkSession> {
  const running = new Set<Run>();
  const session = guardedSandboxSession(noting(guard, running));
  const url = async (port: number, protocol = "http"): Promise<string> => {
    const tries = [...running].map((run) => run.endpoint(port));
    const found = await Promise.any(tries).catch((cause: unknown) => {
      throw new Error(`no process that runs has port ${port}; list it in the permission profile`, { cause });
    });
    return found.href.replace(/^http:/, `${protocol}:`);
  };
  const close = (): Promise<void> => guard.close();
  return {
    ...session,
    description: session.description,
    id: guard.session,
    defaultWorkingDirectory: guard.workspace[0],
    ports: guard.boundary.profile.ports ?? [],
    getPortEndpoint: async ({ port, protocol }) => ({ url: await url(port, protocol) }),
    getPortUrl: ({ port, protocol }) => url(port, protocol),
    stop: close,
    destroy: close,
    restricted: () => session,
  };
}

/**
 * Makes a sandbox provider of the AI SDK's harness from a way to open guards. Each session has a guard of its own; its
 * folder is the workspace that the guard was opened for, and nothing is copied or thrown away.
 *
 * The interface is experimental there; its shape was compared with that of `@ai-sdk/harness` 1.0.122.
 */
export function guardedSandboxProvider(
  open: (options: { readonly session?: string; readonly signal?: AbortSignal }) => Promise<Guard>,
): GuardedSandboxProvider {
  return {
    specificationVersion: "harness-sandbox-v1",
    providerId: "paddock",
    async createSession({ sessionId, abortSignal, onFirstCreate } = {}) {
      const signal = abortSignal === undefined ? {} : { signal: abortSignal };
      const guard = await open({ ...signal, ...(sessionId === undefined ? {} : { session: sessionId }) });
      try {
        const session = await networkSession(guard);
        await onFirstCreate?.(session.restricted(), abortSignal === undefined ? {} : { abortSignal });
        return session;
      } catch (error) {
        await guard.close();
        throw error;
      }
    },
    resumeSession: async ({ sessionId, abortSignal }) =>
      networkSession(
        await open({ session: sessionId, ...(abortSignal === undefined ? {} : { signal: abortSignal }) }),
      ),
  };
}
