// Clients in a process of their own: `PROXY-PORT ORIGIN-PORT COUNT` opens so many tunnels, fifty at a time, and prints how many
// stand; for each line that it reads it sends a byte through every one of them and prints how many were answered.
import { connect, type Socket } from "node:net";
import process from "node:process";

const [proxy = 0, origin = 0, count = 0] = process.argv.slice(2).map(Number);
const held: Socket[] = [];

/** Says something and waits for the answer; false where the connection ends instead. */
function say(socket: Socket, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (answered: boolean) => (): void => {
      socket.removeAllListeners("data").removeAllListeners("close");
      resolve(answered);
    };
    socket.on("data", done(true)).on("close", done(false));
    socket.write(text);
  });
}

async function open(): Promise<void> {
  const socket = connect({ host: "127.0.0.1", port: proxy, autoSelectFamily: false });
  socket.on("error", () => {});
  if (await say(socket, `CONNECT 127.0.0.1:${origin} HTTP/1.1\r\nHost: 127.0.0.1:${origin}\r\n\r\n`))
    held.push(socket);
}

for (let opened = 0; opened < count; opened += 50)
  await Promise.all(Array.from({ length: Math.min(50, count - opened) }, open));
console.log(held.length);
for await (const _ of process.stdin) {
  const answers = await Promise.all(held.map((socket) => say(socket, "x")));
  console.log(answers.filter(Boolean).length);
}
process.exit(0);
