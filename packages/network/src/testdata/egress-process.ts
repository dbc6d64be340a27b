// A proxy in a process of its own: prints its port, then for each line that it reads its resident memory in KiB and its clients.
import process from "node:process";
import { startEgress } from "../proxy.ts";

let decided = 0;
let finished = 0;
const egress = await startEgress({
  policy: { enabled: true, allowLocalBinding: true, domains: [{ pattern: "127.0.0.1", decision: "allow" }] },
  // Whoever uses a proxy listens to both.
  onDecision: () => {
    decided += 1;
  },
  onConnection: () => {
    finished += 1;
  },
});
const { port } = await egress.listen("tunnels");
console.log(port);
for await (const _ of process.stdin) {
  const rss = Math.round(process.memoryUsage.rss() / 1024);
  console.log(JSON.stringify({ rss, clients: egress.size, decided, finished }));
}
await egress.close();
