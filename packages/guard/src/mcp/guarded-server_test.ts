import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { inYard } from "../../test/yard.ts";
import { createGuardedServer } from "./guarded-server.ts";

function textOf(result: unknown): string {
  const { content } = result as { readonly content: readonly { readonly text: string }[] };
  return content[0]?.text ?? "";
}

test("a real MCP client lists the tools, runs confined, and reads a refusal with its reason", async () => {
  await inYard(
    async ({ guard: make, backend }) => {
      await using guard = await make({
        onAsk: async () => ({ decision: "deny", by: "user", message: "no" }),
      });
      const server = createGuardedServer(guard);
      const [here, there] = InMemoryTransport.createLinkedPair();
      const client = new Client({ name: "test", version: "1" });
      await Promise.all([server.connect(there), client.connect(here)]);
      assert.match(client.getInstructions() ?? "", /What you may do here/);
      const { tools } = await client.listTools();
      assert.deepEqual(
        tools.map(({ name }) => name),
        ["run_command", "read_file", "list_directory", "search_files", "write_file", "apply_patch"],
      );
      assert.equal(tools.find(({ name }) => name === "read_file")?.annotations?.readOnlyHint, true);

      const ran = await client.callTool({ name: "run_command", arguments: { command: "echo hi" } });
      assert.equal(textOf(ran), "hi\n");
      assert.equal(backend.runs.at(-1)?.plan.mode, "workspace-write");

      const refused = await client.callTool({
        name: "run_command",
        arguments: { command: "make install", outside: true, justification: "it installs" },
      });
      assert.equal(refused.isError, true);
      assert.match(textOf(refused), /the answer was no: no/);
      const meta = refused._meta as { readonly "paddock/refusal": { readonly by: string } };
      assert.equal(meta["paddock/refusal"].by, "user");

      const wrong = await client.callTool({ name: "run_command", arguments: { command: 1 } });
      assert.match(textOf(wrong), /command must be a string/);
      const empty = await client.callTool({ name: "run_command", arguments: { command: " " } });
      assert.equal(empty.isError, true);
      assert.match(textOf(empty), /the script is empty/);
      assert.match(textOf(await client.callTool({ name: "format_disk", arguments: {} })), /no tool/);
      await client.close();
      await server.close();
    },
    { script: () => ({ stdout: "hi\n" }) },
  );
});
