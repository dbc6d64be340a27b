import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inYard } from "../test/yard.ts";
import type { Action } from "./action.ts";

// Both print far more than may be held; the mode is open so that a real program prints it on every machine.
const options = { permissions: "danger-full-access" } as const;
const size = 64 * 1024 * 1024;
const flood: Action = { kind: "command", argv: ["head", "-c", String(size), "/dev/zero"] };

test("a command waits for a slow reader and is never far ahead of it", async () => {
  await inYard(async ({ guard: make, workspace }) => {
    await using guard = await make(options);
    const done = join(workspace, "done");
    const run = guard.run({
      kind: "command",
      argv: ["sh", "-c", `head -c ${size} /dev/zero; touch ${done}`],
    });
    let read = 0;
    for await (const event of run.events) {
      if (event.kind !== "output") continue;
      // A reader who stops for a while: what is not read does not pile up anywhere, so the command cannot end.
      if (read === 0)
        for (let n = 0; n < 100 && !existsSync(done); n++)
          await new Promise((resolve) => setTimeout(resolve, 5));
      if (read < size - 4 * 1024 * 1024) assert.equal(existsSync(done), false, `it ended at ${read}`);
      read += event.text.length;
    }
    assert.equal(read, size);
    assert.equal((await run.result).outcome, "done");
    assert.ok(existsSync(done));
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
