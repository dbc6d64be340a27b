// Serves guarded tools to any MCP client over standard input and output:
//   node --conditions=paddock-source packages/guard/examples/mcp-server.ts [FOLDER]
import { createGuard } from "@paddock/guard";
import { serveStdio } from "@paddock/guard/mcp";

await using guard = await createGuard({
  workspace: process.argv[2] ?? process.cwd(),
  onAsk: async () => ({ decision: "deny", by: "program", message: "nobody is here to answer" }),
});
await serveStdio(guard);
