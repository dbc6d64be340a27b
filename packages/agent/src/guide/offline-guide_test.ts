import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, ProviderEvent, ToolCall } from "../event.ts";
import { TOOLS } from "../tools/tool-set.ts";
import { offlineGuide } from "./offline-guide.ts";

async function ask(messages: readonly Message[]): Promise<{ text: string; calls: ToolCall[] }> {
  const calls: ToolCall[] = [];
  let text = "";
  for await (const event of offlineGuide().stream({
    messages,
    tools: TOOLS,
  }) as AsyncIterable<ProviderEvent>) {
    if (event.kind === "text") text += event.delta;
    if (event.kind === "call") calls.push(event.call);
  }
  return { text, calls };
}

const say = (text: string): readonly Message[] => [{ role: "user", text }];

test("plain requests become tool calls", async (t) => {
  const cases: readonly [request: string, tool: string, input: unknown][] = [
    ["run ls -la", "exec_command", { cmd: "ls -la" }],
    ["please run `echo 'a: b'`", "exec_command", { cmd: "echo 'a: b'" }],
    ["$ make test", "exec_command", { cmd: "make test" }],
    ["Run: echo hi > note.txt", "exec_command", { cmd: "echo hi > note.txt" }],
    ["read docs/a file.md", "read_file", { path: "docs/a file.md" }],
    ["list", "list_dir", {}],
    ["list src", "list_dir", { path: "src" }],
    ["search a.b(", "grep", { pattern: "a\\.b\\(" }],
    ["write note.txt: hello: there", "write_file", { path: "note.txt", content: "hello: there\n" }],
    ["write a.md:\n# A\n\nrun rm", "write_file", { path: "a.md", content: "# A\n\nrun rm\n" }],
    ["fetch example.com/x", "exec_command", { cmd: "curl -sS --max-time 120 'https://example.com/x'" }],
    ["fetch https://a/?q='; id", "exec_command", { cmd: "curl -sS --max-time 120 'https://a/?q=%27;%20id'" }],
  ];
  for (const [request, tool, input] of cases) {
    await t.test(request, async () => {
      const { calls } = await ask(say(request));
      assert.deepEqual(
        calls.map((call) => [call.name, JSON.parse(call.arguments)]),
        [[tool, input]],
      );
    });
  }
});

test("every line is a request of its own", async () => {
  const { calls } = await ask(say("list\nrun pwd"));
  assert.deepEqual(
    calls.map((call) => call.name),
    ["list_dir", "exec_command"],
  );
});

test("anything else gets help and starts nothing", async (t) => {
  for (const request of [
    "",
    "help",
    "fix the login page",
    "run",
    "write x",
    "fetch ://",
    "tour",
    "constructor x",
  ]) {
    await t.test(JSON.stringify(request), async () => {
      const { text, calls } = await ask(say(request));
      assert.equal(calls.length, 0);
      assert.match(text, /^I am the offline guide, not a language model/);
      assert.ok(text.length > 120);
    });
  }
});

test("the greeting comes once in a conversation", async () => {
  const { text } = await ask([
    { role: "user", text: "help" },
    { role: "assistant", text: "I am ..." },
    { role: "user", text: "help" },
  ]);
  assert.match(text, /^You can say:/);
});
