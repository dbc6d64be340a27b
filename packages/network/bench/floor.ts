// The least that a CONNECT proxy on node:net can do, as a floor for the one that judges: no policy, no limits, no record, and
// whatever is said first is taken for a CONNECT. Prints its port.
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

const ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

function relay(from: Socket, to: Socket): void {
  from.on("data", (chunk) => {
    if (!to.write(chunk)) from.pause();
  });
  to.on("drain", () => from.resume());
  from.on("end", () => (to.readableEnded && to.writableLength === 0 ? to.destroy() : to.end()));
  from.on("close", () => (to.writableFinished ? to.destroy() : to.end(() => to.destroy())));
}

const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  client.on("error", () => {});
  client.once("data", (head) => {
    const [, target = ""] = head.toString("latin1").split(" ", 2);
    const colon = target.lastIndexOf(":");
    const origin = connect({
      host: target.slice(0, colon),
      port: Number(target.slice(colon + 1)),
      allowHalfOpen: true,
      noDelay: true,
      autoSelectFamily: false,
    });
    origin.on("error", () => client.destroy());
    origin.on("connect", () => {
      client.write(ESTABLISHED);
      relay(client, origin);
      relay(origin, client);
    });
  });
});
server.listen({ host: "127.0.0.1", port: 0, backlog: 1024 }, () =>
  console.log((server.address() as AddressInfo).port),
);
