import assert from "node:assert/strict";
import { test } from "node:test";
import { createQuiet, type Pausable } from "./quiet.ts";

const never = new AbortController().signal;

function command(log: string[], name: string, fails = false): Pausable {
  return {
    pause: async () => {
      log.push(`pause ${name}`);
      if (fails) throw new Error("cannot");
    },
    resume: () => log.push(`resume ${name}`),
  };
}

test("what runs is paused before work outside begins, and resumed after the last of it", async () => {
  const log: string[] = [];
  const quiet = createQuiet(() => [one]);
  const one = command(log, "one");
  const gate = Promise.withResolvers<void>();
  const first = quiet.outside(false, async () => {
    log.push("first");
    await gate.promise;
  });
  const second = quiet.outside(false, async () => {
    log.push("second");
  });
  await second;
  assert.deepEqual(log, ["pause one", "first", "second"]);
  gate.resolve();
  await first;
  assert.equal(log.at(-1), "resume one");
});

test("confined work that has begun is waited for, and new work waits while it must", async () => {
  const log: string[] = [];
  const quiet = createQuiet(() => []);
  const write = Promise.withResolvers<void>();
  const writing = quiet.confined(async () => {
    await write.promise;
    log.push("written");
  }, never);
  const gate = Promise.withResolvers<void>();
  const away = quiet.outside(true, async () => {
    log.push("outside");
    await gate.promise;
    log.push("end");
  });
  const later = quiet.confined(
    async () => log.push("later"),
    never,
    () => log.push("waits"),
  );
  write.resolve();
  await writing;
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(log, ["waits", "written", "outside"]);
  gate.resolve();
  await Promise.all([away, later]);
  assert.deepEqual(log, ["waits", "written", "outside", "end", "later"]);
});

test("without a hold new work begins once what ran is at rest", async () => {
  const quiet = createQuiet(() => []);
  const gate = Promise.withResolvers<void>();
  const away = quiet.outside(false, () => gate.promise);
  assert.equal(await quiet.confined(async () => 1, never), 1);
  gate.resolve();
  await away;
});

test("what cannot be paused keeps work from going outside, and nothing stays paused", async () => {
  const log: string[] = [];
  const quiet = createQuiet(() => [command(log, "good"), command(log, "bad", true)]);
  assert.equal(await quiet.outside(true, async () => log.push("outside")), undefined);
  assert.deepEqual(log, ["pause good", "pause bad", "resume good", "resume bad"]);
  assert.equal(await quiet.confined(async () => 1, never), 1);
});

test("work that waits is cancelled by its signal, and work outside that fails lets everything go on", async () => {
  const log: string[] = [];
  const quiet = createQuiet(() => [command(log, "one")]);
  const gate = Promise.withResolvers<void>();
  const away = quiet.outside(true, async () => {
    await gate.promise;
    throw new Error("boom");
  });
  const abort = new AbortController();
  const waits = quiet.confined(async () => log.push("ran"), abort.signal);
  abort.abort(new Error("enough"));
  await assert.rejects(waits, /enough/);
  gate.resolve();
  await assert.rejects(away, /boom/);
  assert.deepEqual(log, ["pause one", "resume one"]);
});
