// Opens tunnels and closes them for a while: `ORIGIN-PORT PROXY-PORT SECONDS WARM`, proxy port 0 for none, WARM seconds before it
// counts. Prints how many in all, and how many a second.
//
// Thirty-two at a time, each on a connection of its own without TLS: CONNECT, one GET that asks the origin to close, the answer,
// the end. Plain JavaScript, so that any Node can be the client: it takes as much of the machine as the proxy does, and a slower
// one makes every proxy look better beside the direct connection.
import { connect } from "node:net";
import process from "node:process";

const [origin = 0, proxy = 0, seconds = 1, warm = 0] = process.argv.slice(2).map(Number);
const GET = `GET /s HTTP/1.1\r\nHost: 127.0.0.1:${origin}\r\nConnection: close\r\n\r\n`;
const CONNECT = `CONNECT 127.0.0.1:${origin} HTTP/1.1\r\nHost: 127.0.0.1:${origin}\r\n\r\n`;

/** @returns {Promise<boolean>} whether the origin's answer came */
function once() {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port: proxy || origin, noDelay: true });
    let open = proxy === 0;
    let ok = false;
    socket.on("connect", () => socket.write(open ? GET : CONNECT));
    socket.on("data", (chunk) => {
      if (open) ok ||= chunk.includes("200 OK");
      else {
        open = true;
        socket.write(GET);
      }
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(ok));
  });
}

let done = 0;
/** @param {number} until */
async function work(until) {
  while (performance.now() < until) if (await once()) done += 1;
}

/** @param {number} seconds */
async function workers(seconds) {
  const begun = performance.now();
  const before = done;
  await Promise.all(Array.from({ length: 32 }, () => work(begun + seconds * 1000)));
  return (done - before) / ((performance.now() - begun) / 1000);
}

if (warm > 0) await workers(warm);
const rate = await workers(seconds);
console.log(JSON.stringify({ done, rate }));
