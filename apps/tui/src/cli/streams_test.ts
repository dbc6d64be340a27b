import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { quietStreams } from "./streams.ts";

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test("a reader that goes away is told once, without a cause, and nothing is written after it", () => {
  const stdout = new PassThrough();
  const causes: (Error | undefined)[] = [];
  const streams = quietStreams(stdout, new PassThrough(), (cause) => causes.push(cause));
  streams.out("one");
  stdout.emit("error", failure("EPIPE"));
  stdout.emit("error", failure("EPIPE"));
  streams.out("two");
  assert.deepEqual(causes, [undefined]);
  assert.equal(streams.closed(), true);
  assert.equal(String(stdout.read()), "one");
});

test("a full disk is a cause to name", () => {
  const stdout = new PassThrough();
  const causes: (Error | undefined)[] = [];
  quietStreams(stdout, new PassThrough(), (cause) => causes.push(cause));
  stdout.emit("error", failure("ENOSPC"));
  assert.equal(causes[0]?.message, "ENOSPC");
});

test("a broken stderr silences it and nothing else", () => {
  const stderr = new PassThrough();
  const streams = quietStreams(new PassThrough(), stderr, () => assert.fail("stdout is fine"));
  stderr.emit("error", failure("EPIPE"));
  streams.err("x");
  assert.equal(stderr.read(), null);
});
