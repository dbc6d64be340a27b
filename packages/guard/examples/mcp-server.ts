// Serves guarded tools to any MCP client over standard input and output:
//   node --conditions=source packages/guard/examples/mcp-server.ts [FOLDER]
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { createGuard } from "@paddock/guard";
import { createGuardedServer } from "@paddock/guard/mcp";

const guard = await createGuard({
  workspace: process.argv[2] ?? process.cwd(),
  onAsk: async () => ({ decision: "deny", by: "program", message: "nobody is here to answer" }),
});
const transport = new StdioServerTransport();
await createGuardedServer(guard).connect(transport);
process.stdin.once("end", () => void guard.close());
