import { connect, type Socket } from "node:net";
import type { Ticker } from "./ticker.ts";

/**
 * Opens a TCP connection to an address that was judged, within `ms` milliseconds; never resolves a name. Rejects, and leaves
 * nothing open, when that does not succeed.
 */
export type Dial = (address: string, port: number, ms: number) => Promise<Socket>;

/** Dials by node:net; the ticker keeps the time. */
export function netDial(ticker: Ticker): Dial {
  return (address, port, ms) =>
    new Promise((resolve, reject) => {
      const until = performance.now() + ms;
      const socket = connect({
        host: address,
        port,
        allowHalfOpen: true,
        noDelay: true,
        autoSelectFamily: false,
      });
      const place = ticker.add({
        tick: (now) => {
          if (now >= until) socket.destroy(new Error("the dial took too long"));
        },
      });
      let dialling = true;
      const done = (): void => {
        if (dialling) ticker.delete(place);
        dialling = false;
      };
      // This listener stays: a socket without one would end the process.
      socket.on("error", (error) => {
        done();
        reject(error);
      });
      socket.once("connect", () => {
        done();
        resolve(socket);
      });
    });
}

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
