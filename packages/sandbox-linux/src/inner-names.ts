import type { Socket as DatagramSocket } from "node:dgram";
import type { Server, Socket } from "node:net";
import type { InnerNames, SandboxPlan } from "@paddock/sandbox";

/** Where resolvers look by default. */
const DNS_PORT = 53;
/** Time for a lookup over a connection, in milliseconds. */
const LOOKUP_MS = 10_000;
/** Connections for lookups at a time: descriptors of the host process are not the command's to use up. */
const MOST_LOOKUPS = 64;

/** Ports in a row at which connections to names arrive where the helper can add no address (helper/ports.h). */
const LISTENERS = 16;

/** The first of the ports where connections to names arrive: the command's own, and none of the plan's. */
export function namesPort(plan: SandboxPlan): number {
  const taken = plan.network.kind === "proxy" ? plan.network.ports : [];
  let port = 3129;
  while (taken.some((one) => one >= port && one < port + LISTENERS)) port += 1;
  return port;
}

/**
 * What an address means that the supervisor led to a listener, for a connection to 198.18.0.0 + NUMBER (helper/ports.h):
 * 240.0.0.0 + (NUMBER << 16 | PORT), or 127.0.0.0 + (NUMBER << 12 | PORT >> 4) at the listener that stands for the rest.
 *
 * @param listener Which listener of those in a row, from 0.
 */
export function meantBy(
  led: string,
  listener = 0,
): { readonly address: string; readonly port: number } | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = led
    .replace(/^::ffff:/, "")
    .split(".")
    .map(Number);
  const local = first === 127;
  if ((first < 240 && !local) || !(first <= 255)) return undefined;
  const number = local ? (second << 4) | (third >> 4) : ((first & 15) << 8) | second;
  if (number === 0) return undefined; // no name has it: the plain loopback address
  const port = local ? ((((third & 15) << 8) | fourth) << 4) | listener : (third << 8) | fourth;
  return { address: `198.18.${number >> 8}.${number & 255}`, port };
}

/** Serves lookups of one command over datagrams. */
export function serveDatagrams(socket: DatagramSocket, names: InnerNames): void {
  socket.on("error", () => {}); // the run is ending
  socket.on("message", (message, from) => {
    const answer = names.answer(message);
    if (answer) socket.send(answer, from.port, from.address, () => {});
  });
}

/** Serves lookups over connections (RFC 7766: each message behind its length). */
function serveLookups(socket: Socket, names: InnerNames): void {
  let held = Buffer.alloc(0);
  socket.setTimeout(LOOKUP_MS, () => socket.destroy());
  socket.on("error", () => {});
  // Who asks and does not read is not answered further: the host process would keep all its answers.
  const answerHeld = (): void => {
    while (held.length >= 2) {
      const end = 2 + held.readUInt16BE(0);
      if (held.length < end) break;
      const answer = names.answer(held.subarray(2, end));
      held = held.subarray(end);
      if (answer === undefined) return void socket.destroy();
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      if (socket.write(Buffer.concat([length, answer]))) continue;
      socket.pause();
      return;
    }
    socket.resume();
  };
  socket.on("drain", answerHeld);
  socket.on("data", (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    answerHeld();
  });
}

/** Serves a listener that the helper made for names. False when it is another one. */
export function serveNames(port: number, server: Server, led: number, names: InnerNames): boolean {
  if (port !== DNS_PORT && port !== led) return false;
  server.on("error", () => {});
  if (port === DNS_PORT) server.maxConnections = MOST_LOOKUPS;
  server.on("connection", (socket: Socket) => {
    if (port === DNS_PORT) return serveLookups(socket, names);
    const meant = meantBy(socket.localAddress ?? "", (socket.localPort ?? led) - led);
    if (meant) names.accept(socket, meant.address, meant.port);
    else socket.destroy();
  });
  return true;
}
