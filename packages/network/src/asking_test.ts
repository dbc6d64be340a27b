import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import type { HostAnswer } from "./ask-memory.ts";
import type { HostQuestion } from "./proxy.ts";
import { readHooks } from "./read-hooks.ts";
import { connectTo, okOrigin, openPolicy, plainGet, startTestEgress, talk } from "./testdata/proxy-client.ts";

interface Put {
  readonly question: HostQuestion;
  readonly signal: AbortSignal;
  answer(answer: HostAnswer): void;
}

/** Questions as they are put, each waiting for its answer. */
function questions(): {
  readonly put: Put[];
  onAsk(question: HostQuestion, signal: AbortSignal): Promise<HostAnswer>;
  next(count: number): Promise<void>;
} {
  const put: Put[] = [];
  let wake = (): void => {};
  return {
    put,
    onAsk: (question, signal) =>
      new Promise((resolve) => {
        put.push({ question, signal, answer: resolve });
        wake();
      }),
    next: async (count) => {
      while (put.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

test("an unlisted host waits for its answer, and the question names the command", async () => {
  const origin = await okOrigin();
  const asked = questions();
  const { egress, port, decisions } = await startTestEgress({ onAsk: asked.onAsk });
  const heard = talk(port, plainGet("New.example", origin.port));
  await asked.next(1);
  assert.equal(origin.connections(), 0);
  const { question } = asked.put[0] as Put;
  assert.deepEqual(
    [question.host, question.port, question.protocol, question.command, question.method],
    ["new.example", origin.port, "http", "cmd-1", "GET"],
  );
  asked.put[0]?.answer("allow-once");
  assert.match(await heard, /200 OK/);
  assert.deepEqual(
    decisions.map(({ decision, reason, source, override }) => ({ decision, reason, source, override })),
    [{ decision: "allow", reason: "not_allowed", source: "decider", override: true }],
  );
  await egress.close();
  origin.close();
});

test("equal questions are one, and a lasting answer is not asked for again", async () => {
  const origin = await okOrigin();
  const asked = questions();
  const { egress, port } = await startTestEgress({ onAsk: asked.onAsk });
  const other = await egress.listen("cmd-2");
  const both = [
    talk(port, plainGet("new.example", origin.port)),
    talk(port, plainGet("new.example", origin.port)),
  ];
  const third = talk(other.port, plainGet("new.example", origin.port));
  await asked.next(2);
  assert.deepEqual(
    asked.put.map(({ question }) => question.command),
    ["cmd-1", "cmd-2"],
  );
  asked.put[0]?.answer("allow-session");
  for (const heard of [...both, third]) assert.match(await heard, /200 OK/);
  assert.match(await talk(port, plainGet("new.example", origin.port)), /200 OK/);
  assert.equal(asked.put.length, 2);
  assert.equal(asked.put[1]?.signal.aborted, true);
  await egress.close();
  origin.close();
});

test("an answer for once is good for its command alone, as long as that runs", async () => {
  const origin = await okOrigin();
  let count = 0;
  const { egress } = await startTestEgress({
    onAsk: async () => {
      count += 1;
      return "allow-once";
    },
  });
  const one = await egress.listen("one");
  const two = await egress.listen("two");
  for (const { port } of [one, one, two])
    assert.match(await talk(port, plainGet("new.example", origin.port)), /200 OK/);
  assert.equal(count, 2);
  await one.close();
  const again = await egress.listen("one");
  await talk(again.port, plainGet("new.example", origin.port));
  assert.equal(count, 3);
  await egress.close();
  origin.close();
});

test("who hangs up withdraws the question, and a late answer counts for nobody", async () => {
  const asked = questions();
  const { egress, port, decisions } = await startTestEgress({ onAsk: asked.onAsk });
  const socket = connect(port, "127.0.0.1");
  socket.write(connectTo("new.example", 443));
  await asked.next(1);
  const withdrawn = new Promise<void>((resolve) =>
    asked.put[0]?.signal.addEventListener("abort", () => resolve()),
  );
  socket.destroy();
  await withdrawn;
  asked.put[0]?.answer("allow-always");
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(decisions[0]?.reason, "abandoned");
  const second = talk(port, connectTo("new.example", 443));
  await asked.next(2);
  asked.put[1]?.answer("deny-once");
  assert.match(await second, /403/);
  await egress.close();
});

test("a failed question is a denial, and a denied host never asks", async () => {
  let count = 0;
  const { egress, port } = await startTestEgress({
    onAsk: () => {
      count += 1;
      return Promise.reject(new Error("nobody there"));
    },
  });
  assert.match(await talk(port, connectTo("new.example", 443)), /403/);
  assert.match(await talk(port, connectTo("bad.test", 443)), /blocked-by-denylist/);
  assert.equal(count, 1);
  await egress.close();
});

test("an answer opens no private address", async () => {
  const { egress, port } = await startTestEgress({
    policy: { enabled: true, domains: [] },
    onAsk: async () => "allow-session",
  });
  assert.match(await talk(port, connectTo("new.example", 443)), /Sandbox policy blocks local/);
  await egress.close();
});

test("a mode that became limited while the question was open counts, and what it lets pass passes", async () => {
  for (const [method, answer] of [
    ["POST", /403[\s\S]*policy_denied/],
    ["GET", /502/],
  ] as const) {
    const asked = questions();
    const { egress, port } = await startTestEgress({
      onAsk: asked.onAsk,
      dial: async () => {
        throw new Error("nothing is dialled in this test");
      },
    });
    const heard = talk(port, `${method} http://new.example/ HTTP/1.1\r\n\r\n`);
    await asked.next(1);
    egress.update({ ...openPolicy, mode: "limited" });
    asked.put[0]?.answer("allow-once");
    assert.match(await heard, answer);
    await egress.close();
  }
});

test("a hook that came while the question was open counts", async () => {
  const asked = questions();
  const { egress, port } = await startTestEgress({ onAsk: asked.onAsk });
  const heard = talk(port, "GET http://new.example/users HTTP/1.1\r\n\r\n");
  await asked.next(1);
  const hooks = readHooks(
    { hooks: { api: { host: "new.example", methods: ["GET"], path_prefixes: ["/repos/"] } } },
    "mitm",
  );
  egress.update({ ...openPolicy, hooks });
  asked.put[0]?.answer("allow-once");
  assert.match(await heard, /"reason":"mitm_hook_denied"/);
  await egress.close();
});

test("a policy that was tightened while the question was open counts", async () => {
  const asked = questions();
  const { egress, port } = await startTestEgress({ onAsk: asked.onAsk });
  const heard = talk(port, connectTo("new.example", 443));
  await asked.next(1);
  egress.update({ enabled: true, domains: [], unlisted: "deny" });
  asked.put[0]?.answer("allow-session");
  assert.match(await heard, /403/);
  await egress.close();
});
