import { lookup } from "node:dns";
import { networkInterfaces } from "node:os";

/** Gives every address of a name. Rejects, or gives none, when there is none. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/** Asks the machine's resolver, as other programs of this machine would be answered. */
export const systemResolve: Resolve = (host) =>
  new Promise((resolve, reject) => {
    lookup(host, { all: true, order: "ipv4first" }, (error, answers) => {
      if (error) reject(error);
      else resolve(answers.map(({ address }) => address));
    });
  });

/**
 * Lets those who ask for a name while it is being looked up share the answer, which each of them judges: a program that opens many
 * connections at once would fill the few threads that look names up. What takes too long is shared with nobody further.
 */
export function sharedLookups(resolve: Resolve): Resolve {
  const running = new Map<string, Promise<readonly string[]>>();
  return (host, signal) => {
    const known = running.get(host);
    if (known) return known;
    const lookup = resolve(host, signal);
    const forget = (): void => {
      if (running.get(host) === lookup) running.delete(host);
    };
    running.set(host, lookup);
    lookup.then(forget, forget);
    signal.addEventListener("abort", forget, { once: true });
    return lookup;
  };
}

/** Asks once, with a limit in milliseconds; an error and a late answer are no addresses. */
export async function resolveOnce(resolve: Resolve, host: string, ms: number): Promise<readonly string[]> {
  const limit = new AbortController();
  const late = Promise.withResolvers<readonly string[]>();
  const timer = setTimeout(() => {
    limit.abort();
    late.resolve([]);
  }, ms);
  try {
    return await Promise.race([resolve(host, limit.signal), late.promise]);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
  }
}

/** How long the list of this machine's own addresses is believed, in milliseconds. */
const FRESH = 5000;

/** Makes a function that gives this machine's own addresses, canonical, looked up at most every five seconds. */
export function ownAddresses(): () => ReadonlySet<string> {
  let known: ReadonlySet<string> = new Set();
  let until = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() < until) return known;
    const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    known = new Set(all.map(({ address }) => address.split("%")[0] as string));
    until = performance.now() + FRESH;
    return known;
  };
}
