import assert from "node:assert/strict";
import { test } from "node:test";
import { answer, digest, input, reviewer, scripted } from "../testdata/scripted-review.ts";

test("three denials in a row stop the turn; the next turn starts afresh", async () => {
  const model = scripted([answer("deny")]);
  const auto = reviewer(model);
  const stops: boolean[] = [];
  for (let n = 0; n < 3; n++) stops.push((await auto.review(input())).interrupt);
  assert.deepEqual(stops, [false, false, true]);
  const fourth = await auto.review(input());
  assert.equal(fourth.source, "breaker");
  assert.equal(fourth.outcome, "deny");
  assert.equal(model.requests.length, 3);
  assert.equal((await auto.review(input({ turn: "t2" }))).source, "model");
});

test("an outage counts for no denial and forgives none", async () => {
  const steps = [answer("deny"), answer("deny"), "?", "?", "?", answer("deny")];
  const auto = reviewer(scripted(steps));
  const stops: boolean[] = [];
  for (let n = 0; n < 4; n++) stops.push((await auto.review(input())).interrupt);
  assert.deepEqual(stops, [false, false, false, true]);
});

test("the user's override lets exactly this action through, once, without the model", async () => {
  const model = scripted([answer("deny", "critical")]);
  const auto = reviewer(model);
  auto.override(digest);
  assert.equal((await auto.review(input({ digest: "6b".repeat(32) }))).outcome, "deny");
  const review = await auto.review(input());
  assert.equal(review.source, "override");
  assert.equal(review.outcome, "allow");
  assert.equal((await auto.review(input())).outcome, "deny");
  assert.equal(model.requests.length, 2);
});

test("an override passes an open breaker, which otherwise stays shut", async () => {
  const auto = reviewer(scripted([answer("deny")]));
  for (let n = 0; n < 3; n++) await auto.review(input());
  auto.override(digest);
  assert.equal((await auto.review(input())).outcome, "allow");
  assert.equal((await auto.review(input())).outcome, "deny");
});

test("the second review of a session sends only what is new", async () => {
  const model = scripted([answer("allow")]);
  const auto = reviewer(model);
  const first = await auto.review(input());
  const transcript = [...input().transcript, { kind: "assistant", text: "deployed; now the docs" } as const];
  const second = await auto.review(input({ transcript }));
  assert.deepEqual([first.record.trunk, second.record.trunk], ["new", "reused"]);
  const items = model.requests[1]?.items ?? [];
  assert.equal(items.length, 3);
  const last = items[2];
  assert.ok(
    last?.kind === "evidence" && !last.text.includes("deploy it") && last.text.includes("now the docs"),
  );
});

test("a rewritten conversation starts over", async () => {
  const auto = reviewer(scripted([answer("allow")]));
  await auto.review(input());
  const review = await auto.review(input({ transcript: [{ kind: "user", text: "something else" }] }));
  assert.equal(review.record.trunk, "new");
});

test("after a failed review the next one starts over, in case the model could not take what was shown", async () => {
  const auto = reviewer(scripted([answer("allow"), "?", "?", "?", answer("allow")]));
  const uses: unknown[] = [];
  for (let n = 0; n < 3; n++) uses.push((await auto.review(input())).record.trunk);
  assert.deepEqual(uses, ["new", "reused", "new"]);
});

test("changed settings count from the next review on, and forgive no denial", async () => {
  const model = scripted([answer("deny")]);
  const auto = reviewer(model);
  await auto.review(input());
  auto.update({ policy: "nothing is allowed on Fridays", breaker: { inARow: 2 }, onDeny: "ask" });
  const second = await auto.review(input());
  assert.match(model.requests[1]?.instructions ?? "", /Fridays/);
  assert.equal(second.record.trunk, "new");
  assert.deepEqual([second.outcome, second.interrupt], ["ask", true]);
  assert.throws(() => auto.update({ attempts: -1 }), { code: "bad-reviewer-settings" });
});

test("parallel reviews go on from the same trunk and do not mix", async () => {
  const model = scripted([answer("allow")]);
  const auto = reviewer(model);
  await auto.review(input());
  const [a, b] = await Promise.all([
    auto.review(input({ action: { argv: ["aa"] } })),
    auto.review(input({ action: { argv: ["bb"] } })),
  ]);
  assert.deepEqual([a.record.trunk, b.record.trunk].sort(), ["forked", "reused"]);
  for (const request of model.requests.slice(1)) {
    const text = JSON.stringify(request.items);
    assert.equal(text.includes('\\"aa\\"') && text.includes('\\"bb\\"'), false);
  }
});

test("a flood of one action costs one review; another action has its own", async () => {
  const model = scripted([answer("allow")]);
  const auto = reviewer(model);
  const reviews = await Promise.all([
    ...Array.from({ length: 20 }, () => auto.review(input())),
    auto.review(input({ action: { kind: "command", argv: ["other"] } })),
  ]);
  assert.ok(reviews.every(({ outcome }) => outcome === "allow"));
  assert.equal(model.requests.length, 2);
  await auto.review(input());
  assert.equal(model.requests.length, 3, "an answer is no memory");
});

test("an override counts for one of many that are the same", async () => {
  const auto = reviewer(scripted([answer("deny")]));
  auto.override(digest);
  const reviews = await Promise.all(Array.from({ length: 5 }, () => auto.review(input())));
  assert.equal(reviews.filter(({ outcome }) => outcome === "allow").length, 1);
});

test("who waits for a review that is stopped gets a review of its own", async () => {
  const stop = new AbortController();
  const model = scripted([() => new Promise(() => undefined), answer("allow")]);
  const auto = reviewer(model);
  const stopped = auto.review(input(), { signal: stop.signal });
  const waiting = [auto.review(input()), auto.review(input())];
  stop.abort(new Error("stopped"));
  assert.equal((await stopped).status, "aborted");
  assert.deepEqual(
    (await Promise.all(waiting)).map(({ status }) => status),
    ["approved", "approved"],
  );
});

test("stopping the turn of one that waits for another's review ends its wait at once", async () => {
  const stop = new AbortController();
  const auto = reviewer(scripted([() => new Promise(() => undefined)]));
  const first = new AbortController();
  const under = auto.review(input(), { signal: first.signal });
  const waits = auto.review(input(), { signal: stop.signal });
  stop.abort(new Error("stopped"));
  assert.equal((await waits).status, "aborted");
  first.abort(new Error("stopped"));
  await under;
});

test("two reviewers share nothing", async () => {
  const one = reviewer(scripted([answer("deny")]));
  const two = reviewer(scripted([answer("allow")]));
  for (let n = 0; n < 3; n++) await one.review(input());
  one.override(digest);
  const review = await two.review(input());
  assert.deepEqual([review.source, review.interrupt, review.record.trunk], ["model", false, "new"]);
});
