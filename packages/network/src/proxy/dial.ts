import { connect, type Socket } from "node:net";

/**
 * Opens a TCP connection to an address that was judged, within `ms` milliseconds; never resolves a name. Rejects, and leaves
 * nothing open, when that does not succeed.
 */
export type Dial = (address: string, port: number, ms: number) => Promise<Socket>;

/** Dials by node:net. */
export const netDial: Dial = (address, port, ms) =>
  new Promise((resolve, reject) => {
    const socket = connect({
      host: address,
      port,
      allowHalfOpen: true,
      noDelay: true,
      autoSelectFamily: false,
    });
    const timer = setTimeout(() => socket.destroy(new Error("the dial took too long")), ms);
    // This listener stays: a socket without one would end the process.
    socket.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
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
    try {
      return { socket: await dial(address, port, Math.ceil(ms / tried.length)), address };
    } catch {
      // The next address may answer; that none did is the outcome.
    }
  }
  return undefined;
}
