import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { linuxBackend } from "@paddock/sandbox-linux";
import type { Experimental_SandboxSession, ToolSet } from "ai";
import { createGuard } from "../create-guard.ts";
import type { Guard } from "../guard-types.ts";
import { ActionRefused } from "../tools/action-refused.ts";
import { guardedSandboxProvider } from "./sandbox-provider.ts";
import { type GuardedSandboxSession, guardedSandboxSession } from "./sandbox-session.ts";

const { generateText, isStepCount, jsonSchema, tool } = await import("ai");
const { MockLanguageModelV4 } = await import("ai/test");

const skip =
  process.platform === "linux" && (await linuxBackend().probe()).available ? false : "no sandbox here";

// The whole interface of the real package is met, as the compiler sees it.
const _contract = (session: GuardedSandboxSession): Experimental_SandboxSession => session;

interface Place {
  readonly workspace: string;
  open(options?: { readonly session?: string; readonly ports?: readonly number[] }): Promise<Guard>;
}

async function inPlace(use: (place: Place) => Promise<void>): Promise<void> {
  const base = realpathSync(mkdtempSync("/var/tmp/paddock-ai-"));
  const [workspace, home] = [join(base, "ws"), join(base, "home")];
  mkdirSync(workspace);
  mkdirSync(home, { mode: 0o700 });
  const env = { HOME: base, PADDOCK_HOME: home, PATH: "/usr/bin:/bin" };
  const open: Place["open"] = ({ session, ports = [] } = {}) =>
    createGuard({
      workspace,
      trust: "trusted",
      env,
      onAsk: async () => ({ decision: "deny", by: "user", message: "not here" }),
      ...(session === undefined ? {} : { session }),
      ...(ports.length === 0 ? {} : { set: [`sandbox_workspace_write.ports=[${ports.join()}]`] }),
    });
  try {
    await use({ workspace, open });
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

test("a tool of the SDK that uses its sandbox works confined, and reads why it was blocked", {
  skip,
}, async () => {
  await inPlace(async ({ workspace, open }) => {
    await using guard = await open();
    const commands = ["echo hi > made; cat made", "touch /etc/paddock-ai"];
    const model = new MockLanguageModelV4({
      doGenerate: async () => {
        const command = commands.shift();
        return {
          content:
            command === undefined
              ? [{ type: "text", text: "done" }]
              : [{ type: "tool-call", toolCallId: "c", toolName: "sh", input: JSON.stringify({ command }) }],
          finishReason: { unified: command === undefined ? "stop" : "tool-calls", raw: undefined },
          usage: {
            inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
            outputTokens: { total: 0, text: 0, reasoning: 0 },
          },
          warnings: [],
        };
      },
    });
    const sh = tool({
      description: "Runs a command.",
      inputSchema: jsonSchema<{ command: string }>({
        type: "object",
        properties: { command: { type: "string" } },
        required: ["command"],
      }),
      execute: async ({ command }, { experimental_sandbox }) => experimental_sandbox?.run({ command }),
    });
    const result = await generateText({
      model,
      prompt: "x",
      tools: { sh } as ToolSet,
      experimental_sandbox: guardedSandboxSession(guard),
      stopWhen: isStepCount(5),
    });
    const outputs = result.steps.flatMap(({ toolResults }) => toolResults.map(({ output }) => output));
    assert.deepEqual(outputs[0], { exitCode: 0, stdout: "hi\n", stderr: "" });
    const { exitCode, stderr } = outputs[1] as { exitCode: number; stderr: string };
    assert.equal(exitCode, 1);
    assert.match(stderr, /create \/etc\/paddock-ai was blocked by the sandbox/);
    assert.equal(readFileSync(join(workspace, "made"), "utf8"), "hi\n");
  });
});

test("files are read and written byte by byte, and nothing is null", { skip }, async () => {
  await inPlace(async ({ workspace, open }) => {
    await using guard = await open();
    const session = guardedSandboxSession(guard);
    const bytes = Uint8Array.from({ length: 300 }, (_, n) => n % 256);
    await session.writeBinaryFile({ path: "deep/bytes", content: bytes });
    assert.deepEqual(new Uint8Array(readFileSync(join(workspace, "deep/bytes"))), bytes);
    assert.deepEqual(new Uint8Array((await session.readBinaryFile({ path: "deep/bytes" })) ?? []), bytes);
    const stream = await session.readFile({ path: join(workspace, "deep/bytes") });
    assert.deepEqual(new Uint8Array(await new Response(stream).arrayBuffer()), bytes);
    await session.writeFile({ path: "copy", content: new Blob([bytes]).stream() });
    assert.deepEqual(new Uint8Array(readFileSync(join(workspace, "copy"))), bytes);

    await session.writeTextFile({ path: "text", content: "one\ntwö\nthree", encoding: "latin1" });
    const read = (more: object) => session.readTextFile({ path: "text", encoding: "latin1", ...more });
    assert.equal(await read({}), "one\ntwö\nthree");
    assert.equal(await read({ startLine: 2, endLine: 2 }), "twö\n");
    assert.equal(await read({ startLine: 3, endLine: 99 }), "three");
    assert.equal(await read({ startLine: 9 }), "");

    for (const path of ["missing", "missing/deep"]) {
      assert.equal(await session.readFile({ path }), null);
      assert.equal(await session.readBinaryFile({ path }), null);
      assert.equal(await session.readTextFile({ path }), null);
      assert.equal(await session.stat({ path }), null);
      assert.equal(await session.listDirectory({ path }), null);
    }
    assert.equal(await session.deleteFile({ path: "missing" }), false);
    assert.deepEqual(await session.stat({ path: "text" }), { type: "file", size: 13 });
    assert.deepEqual(await session.stat({ path: "deep" }), { type: "directory", size: 0 });
    symlinkSync("text", join(workspace, "link"));
    symlinkSync("nowhere", join(workspace, "dangling"));
    assert.deepEqual(await session.stat({ path: "link" }), { type: "file", size: 13 });
    const listed = await session.listDirectory({ path: "." });
    assert.deepEqual(listed?.map(({ name, type }) => `${name} ${type}`).sort(), [
      "copy file",
      "dangling symlink",
      "deep directory",
      "link symlink",
      "text file",
    ]);
    for (const path of ["link", "dangling", "copy"]) assert.equal(await session.deleteFile({ path }), true);
    assert.equal(readFileSync(join(workspace, "text"), "latin1"), "one\ntwö\nthree");
    await assert.rejects(session.deleteFile({ path: "deep" }), ActionRefused);
    await assert.rejects(session.writeTextFile({ path: "deep", content: "" }), ActionRefused);
    await assert.rejects(session.listDirectory({ path: "text" }), ActionRefused);
    await assert.rejects(session.writeTextFile({ path: "x", content: "", encoding: "none" }), TypeError);
  });
});

test("what the guard refuses rejects with its structured reason, or is status 126", { skip }, async () => {
  await inPlace(async ({ open }) => {
    await using guard = await open();
    const session = guardedSandboxSession(guard);
    await assert.rejects(
      session.writeTextFile({ path: "/opt/paddock-test", content: "x" }),
      (error: unknown) => error instanceof ActionRefused && error.result.refusal?.by === "user",
    );
    const refused = await session.run({ command: "rm -rf x" });
    assert.equal(refused.exitCode, 126);
    assert.match(refused.stderr, /Denied:.*not here/);
    assert.match(session.description, /What you may do here/);
  });
});

test("a process streams, takes input to its end, has an environment and a folder, and is killed", {
  skip,
}, async () => {
  await inPlace(async ({ workspace, open }) => {
    await using guard = await open();
    const session = guardedSandboxSession(guard);
    mkdirSync(join(workspace, "sub"));
    const cat = await session.spawn({ command: "cat; echo end >&2", stdin: true, workingDirectory: "sub" });
    const writer = cat.stdin.getWriter();
    await writer.write(new TextEncoder().encode("a\n"));
    await writer.close();
    const [out, err, end] = await Promise.all([
      new Response(cat.stdout).text(),
      new Response(cat.stderr).text(),
      cat.wait(),
    ]);
    assert.deepEqual([out, err, end], ["a\n", "end\n", { exitCode: 0 }]);
    const env = await session.run({
      command: 'echo "$GREETING"; pwd',
      env: { GREETING: "hello" },
      workingDirectory: "sub",
    });
    assert.equal(env.stdout, `hello\n${join(workspace, "sub")}\n`);

    const sleep = await session.spawn({ command: "echo up; sleep 60" });
    assert.equal("stdin" in sleep, false);
    const reader = sleep.stdout.getReader();
    assert.equal(new TextDecoder().decode((await reader.read()).value), "up\n");
    await sleep.kill();
    await sleep.kill();
    assert.notEqual((await sleep.wait()).exitCode, 0);

    const abort = new AbortController();
    const aborted = await session.spawn({ command: "echo up; sleep 60", abortSignal: abort.signal });
    await aborted.stdout.getReader().read();
    abort.abort(new Error("enough"));
    await assert.rejects(aborted.wait(), /enough/);
    await assert.rejects(session.run({ command: "sleep 60", abortSignal: abort.signal }), /enough/);
    const unread = await session.spawn({ command: "head -c 5000000 /dev/zero; echo done > sub/done" });
    assert.deepEqual(await unread.wait(), { exitCode: 0 });
    assert.equal(readFileSync(join(workspace, "sub/done"), "utf8"), "done\n");
  });
});

test("a provider opens a guard for each session, tells of its ports, and closes it", { skip }, async () => {
  await inPlace(async ({ workspace, open }) => {
    const provider = guardedSandboxProvider((options) =>
      open({ ports: [8123], ...(options.session === undefined ? {} : { session: options.session }) }),
    );
    writeFileSync(join(workspace, "page"), "hello");
    const session = await provider.createSession({
      sessionId: "s1",
      onFirstCreate: async (first) => first.writeTextFile({ path: "first", content: "once" }),
    });
    assert.equal(session.id, "s1");
    assert.equal(session.defaultWorkingDirectory, workspace);
    assert.deepEqual(session.ports, [8123]);
    assert.equal(readFileSync(join(workspace, "first"), "utf8"), "once");
    await assert.rejects(session.getPortUrl({ port: 8123 }), /no process that runs has port 8123/);
    const server = await session.spawn({ command: "echo up; exec python3 -m http.server 8123" });
    await server.stdout.getReader().read();
    const { url } = await session.getPortEndpoint({ port: 8123, protocol: "ws" });
    assert.match(url, /^ws:\/\/[^/]+\.localhost:\d+\//);
    assert.equal("stop" in session.restricted(), false);
    await session.stop();
    await session.destroy();
    assert.notEqual((await server.wait()).exitCode, 0);
    const again = await provider.resumeSession({ sessionId: "s1" });
    assert.equal(again.id, "s1");
    await again.destroy();
  });
});
