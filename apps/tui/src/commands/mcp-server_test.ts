import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { linuxBackend } from "@paddock/sandbox-linux";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const sandboxed = process.platform === "linux" && (await linuxBackend().probe()).available;
const skip = sandboxed && !("Deno" in globalThis) ? false : "needs Node and a sandbox";

interface Served {
  readonly workspace: string;
  readonly home: string;
  call(
    name: string,
    input: object,
  ): Promise<{ readonly isError: boolean; readonly text: string; readonly refusal?: unknown }>;
}

/** The real client of the SDK starts the real command and speaks to it over standard input and output. */
async function serve(
  use: (served: Served) => Promise<void>,
  options: {
    readonly args?: readonly string[];
    /** What the person in front of the client chooses; without it the client has no way to ask. */
    readonly choose?: (message: string, offered: readonly string[]) => string;
  } = {},
): Promise<void> {
  const base = realpathSync(mkdtempSync("/var/tmp/mcp-server-"));
  const [workspace, home] = [join(base, "ws"), join(base, "home")];
  mkdirSync(workspace);
  mkdirSync(home, { mode: 0o700 });
  const { choose } = options;
  const capabilities = choose === undefined ? {} : { elicitation: { form: {} } };
  const client = new Client({ name: "test", version: "1" }, { capabilities });
  if (choose !== undefined) {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      const schema = params.mode === "url" ? undefined : params.requestedSchema.properties["answer"];
      const offered =
        (schema as { readonly oneOf?: readonly { readonly const: string }[] } | undefined)?.oneOf ?? [];
      const answer = choose(
        params.message,
        offered.map((one) => one.const),
      );
      return answer === "close" ? { action: "cancel" } : { action: "accept", content: { answer } };
    });
  }
  const args = ["--conditions=paddock-source", "--no-warnings", main, "-C", workspace, "mcp-server"];
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [...args, "-P", ":workspace", ...(options.args ?? [])],
      env: { HOME: base, PADDOCK_HOME: home, PATH: process.env["PATH"] ?? "/usr/bin:/bin" },
    }),
  );
  try {
    await use({
      workspace,
      home,
      async call(name, input) {
        const result = await client.callTool({ name, arguments: { ...input } });
        const content = result.content as readonly { readonly text: string }[];
        const meta = result._meta as { readonly "paddock/refusal"?: unknown } | undefined;
        return {
          isError: result.isError === true,
          text: content[0]?.text ?? "",
          refusal: meta?.["paddock/refusal"],
        };
      },
    });
  } finally {
    await client.close();
    rmSync(base, { recursive: true, force: true });
  }
}

const outside = { command: "echo out > made", outside: true, justification: "it must" };

test("paddock mcp-server: a client writes, reads, searches, patches and runs, all confined and recorded", {
  skip,
}, async () => {
  await serve(async ({ workspace, home, call }) => {
    await call("write_file", { path: "a.txt", content: "one\n" });
    const patch = "*** Begin Patch\n*** Update File: a.txt\n-one\n+two\n*** End Patch";
    assert.equal((await call("apply_patch", { patch })).isError, false);
    assert.equal((await call("read_file", { path: "a.txt" })).text, "two\n");
    assert.equal((await call("list_directory", { path: "." })).text, "a.txt");
    assert.match((await call("search_files", { pattern: "tw" })).text, /a\.txt:1:two/);
    assert.equal((await call("run_command", { command: "cat a.txt" })).text, "two\n");
    const blocked = await call("run_command", { command: "touch /etc/paddock-mcp" });
    assert.equal(blocked.isError, true);
    assert.match(blocked.text, /The sandbox blocked: create \/etc\/paddock-mcp/);
    assert.equal((blocked.refusal as { readonly by: string }).by, "sandbox");
    assert.equal(existsSync("/etc/paddock-mcp"), false);
    assert.equal(readFileSync(join(workspace, "a.txt"), "utf8"), "two\n");
    assert.ok(readdirSync(join(home, "trail")).length > 0);
  });
});

test("paddock mcp-server: a client that cannot ask gets a no with its reason", { skip }, async () => {
  await serve(async ({ workspace, call }) => {
    const refused = await call("run_command", outside);
    assert.equal(refused.isError, true);
    assert.match(refused.text, /nobody can answer here/);
    assert.equal(existsSync(join(workspace, "made")), false);
  });
});

test("paddock mcp-server: the person in front of a client that can ask sees everything and decides", {
  skip,
}, async () => {
  const seen: string[] = [];
  let choice = "once";
  await serve(
    async ({ workspace, call }) => {
      assert.equal((await call("run_command", outside)).isError, false);
      assert.equal(readFileSync(join(workspace, "made"), "utf8"), "out\n");
      assert.match(seen[0] ?? "", /Run with NO sandbox\?\necho out > made\nin .*ws\n/);
      assert.match(seen[0] ?? "", /the agent says \(not checked\): it must/);
      for (choice of ["no", "close", "never offered", "stop"]) {
        const refused = await call("run_command", { ...outside, command: `echo ${choice} > made` });
        assert.equal(refused.isError, true, choice);
      }
      assert.equal(readFileSync(join(workspace, "made"), "utf8"), "out\n");
      assert.equal(seen.length, 5);
    },
    {
      choose: (message) => {
        seen.push(message);
        return choice;
      },
    },
  );
});

test("paddock mcp-server: --on-ask deny asks nobody", { skip }, async () => {
  let asked = 0;
  await serve(
    async ({ call }) => {
      assert.equal((await call("run_command", outside)).isError, true);
      assert.equal(asked, 0);
    },
    {
      args: ["--on-ask", "deny"],
      choose: () => {
        asked++;
        return "once";
      },
    },
  );
});
