import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Model, ModelRequest, ModelResponse } from "@openai/agents";
import type { SandboxClient } from "@openai/agents/sandbox";
import { linuxBackend } from "@paddock/sandbox-linux";
import { createGuard } from "../create-guard.ts";
import type { Guard } from "../guard-types.ts";
import { guardedSandboxClient } from "./sandbox-client.ts";

const { Runner, setTracingDisabled, Usage } = await import("@openai/agents");
const { Manifest, SandboxAgent } = await import("@openai/agents/sandbox");

setTracingDisabled(true);

const skip =
  process.platform === "linux" && (await linuxBackend().probe()).available ? false : "no sandbox here";

// The whole interface of the real package is met, as the compiler sees it.
const clientOf = (guard: Guard): SandboxClient => guardedSandboxClient(guard, Manifest);

async function inPlace(use: (guard: Guard, workspace: string) => Promise<void>): Promise<void> {
  const base = realpathSync(mkdtempSync("/var/tmp/paddock-agents-"));
  const [workspace, home] = [join(base, "ws"), join(base, "home")];
  mkdirSync(workspace);
  mkdirSync(home, { mode: 0o700 });
  const env = { HOME: base, PADDOCK_HOME: home, PATH: "/usr/bin:/bin" };
  try {
    await using guard = await createGuard({
      workspace,
      trust: "trusted",
      env,
      onAsk: async () => ({ decision: "deny", by: "user", message: "not here" }),
    });
    await use(guard, workspace);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

const done: ModelResponse["output"][number] = {
  type: "message",
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text: "done" }],
};

const command = (cmd: string): ModelResponse["output"][number] => ({
  type: "function_call",
  callId: cmd,
  name: "exec_command",
  status: "completed",
  arguments: JSON.stringify({ cmd }),
});

/** A model that makes these calls one after the other and then says `done`; keeps what it was sent. */
function calling(
  calls: readonly ModelResponse["output"][number][],
): Model & { readonly requests: ModelRequest[] } {
  const requests: ModelRequest[] = [];
  return {
    requests,
    getResponse: async (request) => {
      const call = calls[requests.length];
      requests.push(request);
      return { usage: new Usage(), output: [call ?? done] };
    },
    // biome-ignore lint/correctness/useYield: nothing here streams.
    getStreamedResponse: async function* () {
      throw new Error("not used");
    },
  };
}

test("the real sandbox agent runs commands and edits files confined, and reads what was blocked", {
  skip,
}, async () => {
  await inPlace(async (guard, workspace) => {
    writeFileSync(join(workspace, "a.txt"), "one\n");
    const model = calling([
      command("cat a.txt; pwd"),
      command("touch /etc/paddock-agents"),
      command("rm -rf a.txt"),
      {
        type: "apply_patch_call",
        callId: "p",
        status: "completed",
        operation: { type: "update_file", path: "a.txt", diff: "-one\n+two\n" },
      },
    ]);
    const agent = new SandboxAgent({ name: "a", model });
    const result = await new Runner().run(agent, "go", { sandbox: { client: clientOf(guard) } });
    assert.equal(result.finalOutput, "done");
    const outputs = model.requests.at(-1)?.input as readonly {
      readonly type?: string;
      readonly output?: unknown;
    }[];
    const texts = outputs
      .filter(({ type }) => type === "function_call_result")
      .map(({ output }) => (typeof output === "string" ? output : JSON.stringify(output)));
    assert.match(texts[0] ?? "", /exited with code 0.*one.*\/ws/s);
    assert.match(
      texts[1] ?? "",
      /exited with code 1.*create \/etc\/paddock-agents was blocked by the sandbox/s,
    );
    assert.match(texts[2] ?? "", /exited with code 126.*not here/s);
    assert.equal(readFileSync(join(workspace, "a.txt"), "utf8"), "two\n");
    assert.equal(existsSync("/etc/paddock-agents"), false);
    assert.match(JSON.stringify(model.requests[0]), new RegExp(workspace));
  });
});

test("a command that takes long comes back, is typed into, and is interrupted", { skip }, async () => {
  await inPlace(async (guard) => {
    const session = await guardedSandboxClient(guard, Manifest).create();
    const asked = await session.exec({ cmd: "read x; echo got $x", tty: true, yieldTimeMs: 100 });
    assert.equal(asked.exitCode, undefined);
    const sessionId = asked.sessionId ?? 0;
    assert.match(
      await session.writeStdin({ sessionId, chars: "hello\n", yieldTimeMs: 5000 }),
      /code 0.*got hello/s,
    );
    assert.match(await session.writeStdin({ sessionId }), /no running command with session ID 1/);
    const sleeping = await session.exec({ cmd: "echo up; sleep 60", yieldTimeMs: 10 });
    const { sessionId: up = 0 } = sleeping;
    for (let seen = sleeping.stdout; !seen.includes("up"); )
      seen = await session.writeStdin({ sessionId: up, yieldTimeMs: 10 });
    const ended = await session.writeStdin({ sessionId: up, chars: "\u0003", yieldTimeMs: 5000 });
    assert.match(ended, /exited with code/);
    const long = await session.exec({ cmd: "seq 100000", maxOutputTokens: 100 });
    assert.ok(long.output.length < 600);
    assert.match(long.output, /characters left out/);
    const left = await session.exec({ cmd: "sleep 60", yieldTimeMs: 10 });
    assert.ok(left.sessionId);
    await session.close();
    assert.equal(await session.running(), false);
    await assert.rejects(session.exec({ cmd: "ls" }), /closed/);
  });
});

test("files of a session: bytes, folders, images, what is missing; another user and a manifest are refused", {
  skip,
}, async () => {
  await inPlace(async (guard, workspace) => {
    const client = guardedSandboxClient(guard, Manifest);
    const session = await client.create({ manifest: new Manifest() });
    mkdirSync(join(workspace, "sub"));
    writeFileSync(join(workspace, "sub", "f"), "hello");
    assert.equal(Buffer.from(await session.readFile({ path: "sub/f" })).toString(), "hello");
    assert.equal(Buffer.from(await session.readFile({ path: "sub/f", maxBytes: 2 })).toString(), "he");
    assert.deepEqual(await session.listDir({ path: "sub" }), [{ name: "f", path: "sub/f", type: "file" }]);
    assert.deepEqual(
      [
        await session.pathExists("sub/f"),
        await session.directoryExists("sub"),
        await session.directoryExists("sub/f"),
        await session.pathExists("x"),
      ],
      [true, true, false, false],
    );
    await assert.rejects(session.readFile({ path: "x" }), /not found/);
    await assert.rejects(session.viewImage({ path: "x" }), /not found/);
    await assert.rejects(session.viewImage({ path: "sub/f" }), /Unsupported/);
    const png = Buffer.from("89504e470d0a1a0a0000", "hex");
    writeFileSync(join(workspace, "p"), png);
    assert.equal((await session.viewImage({ path: "p" })).image.mediaType, "image/png");
    const editor = session.createEditor();
    assert.equal(
      (await editor.updateFile({ path: "sub/f", diff: "-hello\n+hi\n", moveTo: "g" })).status,
      "completed",
    );
    assert.equal(readFileSync(join(workspace, "g"), "utf8"), "hi");
    await assert.rejects(session.exec({ cmd: "id", runAs: "root" }), /one user/);
    const manifest = new Manifest({ entries: { x: { type: "file", content: "x" } } });
    for (const given of [manifest, { manifest }])
      await assert.rejects(client.create(given), /puts x into the workspace/);
  });
});
