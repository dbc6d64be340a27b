import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { lineInput } from "./line-input.ts";

test("a line typed before a question answers no question; it is the next request", async () => {
  const stream = new PassThrough();
  const input = lineInput(stream, () => {});
  stream.write("y\n");
  await turn();
  const answer = input.ask("Type once or no: ");
  stream.write("no\n");
  assert.equal(await answer, "no");
  assert.equal(await input.ask("> ", { kind: "request" }), "y");
});

test("a raised signal ends the waiting and takes no line away from the next question", async () => {
  const stream = new PassThrough();
  const input = lineInput(stream, () => {});
  const stop = new AbortController();
  const answer = input.ask("Type once or no: ", { signal: stop.signal });
  stop.abort();
  assert.equal(await answer, undefined);
  const next = input.ask("> ", { kind: "request" });
  stream.write("run ls\n");
  assert.equal(await next, "run ls");
});

test("the end of the input ends every waiting", async () => {
  const stream = new PassThrough();
  const input = lineInput(stream, () => {});
  const answer = input.ask("> ", { kind: "request" });
  stream.end();
  assert.equal(await answer, undefined);
  assert.equal(await input.ask("> ", { kind: "request" }), undefined);
});
