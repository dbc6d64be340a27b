import assert from "node:assert/strict";
import { test } from "node:test";
import { inYard } from "../test/yard.ts";
import type { Action } from "./action.ts";

// Both print far more than may be held; the mode is open so that a real program prints it on every machine.
const options = { permissions: "danger-full-access" } as const;
const size = 64 * 1024 * 1024;
const flood: Action = { kind: "command", argv: ["head", "-c", String(size), "/dev/zero"] };

/** Bytes that the process holds, after what can be given back was. */
const held = (): number => {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
};

test("a command waits for a slow reader, and memory does not grow", async () => {
  await inYard(async ({ guard: make }) => {
    await using guard = await make(options);
    const run = guard.run(flood);
    const start = held();
    let most = 0;
    let read = 0;
    let ended = false;
    run.result.then(() => {
      ended = true;
    });
    for await (const event of run.events) {
      if (event.kind !== "output") continue;
      read += event.text.length;
      if (read < size / 2) {
        assert.equal(ended, false);
        most = Math.max(most, held() - start);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    assert.equal(read, size);
    assert.equal((await run.result).outcome, "done");
    assert.ok(most < size / 2, `${most} bytes were held`);
  });
});

test("nobody has to read: the command ends, memory does not grow, and the latest events are kept", async () => {
  await inYard(async ({ guard: make }) => {
    await using guard = await make(options);
    const run = guard.run(flood);
    assert.equal((await run.result).outcome, "done");
    let read = 0;
    const words: string[] = [];
    for await (const event of run.events) {
      if (event.kind === "output") read += event.text.length;
      if (event.kind === "progress") words.push(event.text);
    }
    assert.ok(read > 0 && read < 1024 * 1024, `${read} characters were kept`);
    assert.match(words[0] ?? "", /earlier events were left out/);
  });
});

test("a reader who stops reading holds nothing up: neither by leaving, nor by cancelling, nor by closing", async () => {
  for (const how of ["leave", "cancel", "close"] as const) {
    await inYard(async ({ guard: make }) => {
      const guard = await make(options);
      const abort = new AbortController();
      const run = guard.run(flood, { signal: abort.signal });
      const events = run.events[Symbol.asyncIterator]();
      for (let output = false; !output; ) output = (await events.next()).value?.kind === "output";
      if (how === "leave") await events.return?.();
      if (how === "cancel") abort.abort();
      if (how === "close") await guard.close();
      assert.equal((await run.result).outcome, how === "leave" ? "done" : "cancelled");
      await guard.close();
    });
  }
});
