// Clients in a process of their own: `PROXY-PORT ORIGIN-PORT COUNT` opens so many tunnels, fifty at a time, and prints how many
// stand; for each line that it reads it sends a byte through every one of them and prints how many were answered.
import { connect, type Socket } from "node:net";
import process from "node:process";

const [proxy = 0, origin = 0, count = 0] = process.argv.slice(2).map(Number);
const held: Socket[] = [];

/** Says something and waits for the answer; empty where the connection ends instead. */
function say(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve) => {
    const done = (answer: string): void => {
      socket.removeAllListeners("data").removeAllListeners("close");
      resolve(answer);
    };
    socket.on("data", (chunk) => done(chunk.toString("latin1"))).on("close", () => done(""));
    socket.write(text);
  });
}

/** Tries a few times: where others open as many, the machine may have no free port for a moment. */
async function open(tries = 5): Promise<void> {
  const socket = connect({ host: "127.0.0.1", port: proxy, autoSelectFamily: false });
  socket.on("error", () => {});
  const asked = `CONNECT 127.0.0.1:${origin} HTTP/1.1\r\nHost: 127.0.0.1:${origin}\r\n\r\n`;
  if (/^HTTP\/1\.1 200 /.test(await say(socket, asked))) {
    held.push(socket);
    return;
  }
  socket.destroy();
  if (tries > 1) await open(tries - 1);
}

for (let opened = 0; opened < count; opened += 50)
  await Promise.all(Array.from({ length: Math.min(50, count - opened) }, () => open()));
console.log(held.length);
for await (const _ of process.stdin) {
  const answers = await Promise.all(held.map((socket) => say(socket, "x")));
  console.log(answers.filter((answer) => answer !== "").length);
}
process.exit(0);
