// One proxy for measuring: prints its port, then its resident memory in KiB for each line that it reads.
import { startEgress } from "../src/proxy.ts";

const egress = await startEgress({
  policy: { enabled: true, allowLocalBinding: true, domains: [{ pattern: "127.0.0.1", decision: "allow" }] },
});
const { port } = await egress.listen("bench");
console.log(port);
for await (const _ of process.stdin) console.log(Math.round(process.memoryUsage.rss() / 1024));
await egress.close();
