import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveOnce, sharedLookups } from "./resolve-host.ts";

/** A resolver whose answers are given by hand. */
function byHand(): {
  readonly asked: string[];
  readonly answers: ((addresses: readonly string[]) => void)[];
  readonly resolve: (host: string) => Promise<readonly string[]>;
} {
  const asked: string[] = [];
  const answers: ((addresses: readonly string[]) => void)[] = [];
  const resolve = (host: string): Promise<readonly string[]> => {
    asked.push(host);
    return new Promise((answer) => answers.push(answer));
  };
  return { asked, answers, resolve };
}

const signal = new AbortController().signal;

test("who asks while a name is looked up shares the answer, who asks later asks anew", async () => {
  const { asked, answers, resolve } = byHand();
  const shared = sharedLookups(resolve);
  const both = [shared("a.test", signal), shared("a.test", signal), shared("b.test", signal)];
  assert.deepEqual(asked, ["a.test", "b.test"]);
  answers[0]?.(["192.0.2.1"]);
  answers[1]?.(["192.0.2.2"]);
  assert.deepEqual(await Promise.all(both), [["192.0.2.1"], ["192.0.2.1"], ["192.0.2.2"]]);
  void shared("a.test", signal);
  assert.deepEqual(asked, ["a.test", "b.test", "a.test"]);
});

test("a lookup that fails or takes too long is nobody else's", async () => {
  const { asked, answers, resolve } = byHand();
  const shared = sharedLookups(resolve);
  assert.deepEqual(await resolveOnce(shared, "late.test", 5), []);
  const again = resolveOnce(shared, "late.test", 1000);
  assert.deepEqual(asked, ["late.test", "late.test"]);
  answers[1]?.(["192.0.2.1"]);
  assert.deepEqual(await again, ["192.0.2.1"]);
  let failures = 0;
  const failing = sharedLookups(() => {
    failures += 1;
    return Promise.reject(new Error("no such name"));
  });
  assert.deepEqual(await resolveOnce(failing, "no.test", 1000), []);
  assert.deepEqual(await resolveOnce(failing, "no.test", 1000), []);
  assert.equal(failures, 2);
});
