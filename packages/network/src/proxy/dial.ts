import { connect, type Socket } from "node:net";

/** Opens a TCP connection to an address that was judged; never resolves a name. */
export type Dial = (address: string, port: number, signal: AbortSignal) => Promise<Socket>;

/** Dials by node:net. */
export const netDial: Dial = (address, port, signal) =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, allowHalfOpen: true, noDelay: true });
    const done = (): void => {
      socket.off("connect", onConnect);
      socket.off("error", onError);
      signal.removeEventListener("abort", onAbort);
    };
    const onConnect = (): void => {
      done();
      resolve(socket);
    };
    const onError = (error: Error): void => {
      done();
      socket.on("error", () => {});
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => onError(new Error("the dial took too long, or nobody waits for it any more"));
    socket.on("connect", onConnect);
    socket.on("error", onError);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });

/** Most addresses of one name that are tried. */
const TRIED = 4;

/** Dials the first of the judged addresses that answers, all within `ms` milliseconds. Undefined when none does. */
export async function dialAny(
  dial: Dial,
  addresses: readonly string[],
  port: number,
  ms: number,
): Promise<{ readonly socket: Socket; readonly address: string } | undefined> {
  const tried = addresses.slice(0, TRIED);
  for (const address of tried) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), Math.ceil(ms / tried.length));
    try {
      return { socket: await dial(address, port, limit.signal), address };
    } catch {
      // The next address may answer; that none did is the outcome.
    } finally {
      clearTimeout(timer);
    }
  }
  return undefined;
}
