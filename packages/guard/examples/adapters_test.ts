import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const deno = "Deno" in globalThis;
const skip = process.platform === "linux" ? false : "the only backend so far is Linux";

/** Gives a test a workspace and a home that are cleared up. */
async function inFolder(use: (folder: string, env: Record<string, string>) => Promise<void>): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), "paddock-example-"));
  const folder = join(base, "ws");
  mkdirSync(folder);
  const { PATH = "/usr/bin:/bin", HOME = base } = process.env;
  try {
    await use(folder, { PATH, HOME, PADDOCK_HOME: join(base, "home") });
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** The arguments that run an example on this runtime. */
function argumentsFor(name: string, folder: string): string[] {
  const file = join(here, name);
  return deno
    ? ["run", "-A", "--no-check", "--quiet", file, folder]
    : ["--conditions=paddock-source", "--no-warnings", file, folder];
}

for (const [name, file] of [
  ["a model of the AI SDK", "ai-sdk.ts"],
  ["a tool of the AI SDK in its sandbox", "ai-sdk-sandbox.ts"],
  ["a sandbox agent of the OpenAI Agents SDK", "openai-sandbox.ts"],
] as const) {
  test(`${name} works confined and reads what was blocked`, { skip }, async () => {
    await inFolder(async (folder, env) => {
      const options = { encoding: "utf8", timeout: 60_000, env } as const;
      const output = execFileSync(process.execPath, argumentsFor(file, folder), options);
      assert.equal(readFileSync(join(folder, "note.txt"), "utf8"), "confined\n");
      assert.match(output, /blocked.*\/etc\/paddock-example|\/etc\/paddock-example.*blocked/s);
      assert.match(output, /That is all\.\s*$/);
      assert.equal(existsSync("/etc/paddock-example"), false);
    });
  });
}

test("a real MCP client starts the server and gets a confined command", { skip }, async () => {
  const { Client } = await import("@modelcontextprotocol/sdk/client/index.js");
  const { StdioClientTransport } = await import("@modelcontextprotocol/sdk/client/stdio.js");
  await inFolder(async (folder, env) => {
    const client = new Client({ name: "test", version: "1" });
    const args = argumentsFor("mcp-server.ts", folder);
    await client.connect(new StdioClientTransport({ command: process.execPath, args, env }));
    try {
      const result = await client.callTool({ name: "run_command", arguments: { command: "echo served" } });
      assert.deepEqual(result.content, [{ type: "text", text: "served\n" }]);
    } finally {
      await client.close();
    }
  });
});
