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
