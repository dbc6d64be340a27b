// One client of a proxy, inside a sandbox or outside: prints what it measured as JSON. It knows neither.
//   node egress-client.ts ORIGIN_PORT PROXY_PORT SECONDS        a proxy port of 0 is a direct connection
import { connect, type Socket } from "node:net";

const [origin = 0, proxy = 0, seconds = 1] = process.argv.slice(2).map(Number);
const CLIENTS = 32;
const host = `Host: 127.0.0.1:${origin}`;
const get = (target: string, connection: string): string =>
  `GET ${target} HTTP/1.1\r\n${host}\r\nConnection: ${connection}\r\n\r\n`;
const target = proxy === 0 ? "/" : `http://127.0.0.1:${origin}/`;

function opened(): Socket {
  return connect({ host: "127.0.0.1", port: proxy || origin, noDelay: true });
}

/** Runs clients side by side until the time is over; what they counted, a second. */
async function rate(client: (until: number) => Promise<number>): Promise<number> {
  const until = performance.now() + seconds * 1000;
  const counts = await Promise.all(Array.from({ length: CLIENTS }, () => client(until)));
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}

/** Requests over one connection that is kept. */
function plain(until: number): Promise<number> {
  return new Promise((resolve) => {
    let count = 0;
    const socket = opened();
    const ask = (): boolean => socket.write(get(target, "keep-alive"));
    socket.on("connect", ask);
    socket.on("data", (chunk) => {
      if (chunk.includes("200 OK")) count += 1;
      if (performance.now() < until) ask();
      else socket.destroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(count));
  });
}

function tunnel(): Promise<number> {
  return new Promise((resolve) => {
    let open = proxy === 0;
    let count = 0;
    const socket = opened();
    const first = `CONNECT 127.0.0.1:${origin} HTTP/1.1\r\n${host}\r\n\r\n`;
    socket.on("connect", () => socket.write(open ? get("/", "close") : first));
    socket.on("data", (chunk) => {
      if (open) count = chunk.includes("200 OK") ? 1 : count;
      else {
        open = true;
        socket.write(get("/", "close"));
      }
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(count));
  });
}

/** Tunnels with one request each. */
async function churn(until: number): Promise<number> {
  let count = 0;
  while (performance.now() < until) count += await tunnel();
  return count;
}

process.stdout.write(`${JSON.stringify({ plain: await rate(plain), tunnels: await rate(churn) })}\n`);
