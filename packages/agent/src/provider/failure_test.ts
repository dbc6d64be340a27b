import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff } from "./attempts.ts";
import { classify, retryAfter } from "./failure.ts";
import { resolveEndpoint } from "./settings.ts";
import { StreamFailure } from "./wire.ts";

const ENDPOINT = resolveEndpoint(
  { name: "local", model: "m", table: { base_url: "http://localhost:1/v1" } },
  {},
);
const NOW = Date.parse("2026-01-01T00:00:00Z");

test("retry-after is read in each of its forms", () => {
  const cases: readonly [headers: Record<string, string>, ms: number | undefined][] = [
    [{}, undefined],
    [{ "retry-after": "2" }, 2000],
    [{ "retry-after": "0.5" }, 500],
    [{ "retry-after-ms": "20" }, 20],
    [{ "retry-after": "Thu, 01 Jan 2026 00:00:09 GMT" }, 9000],
    [{ "retry-after": "Thu, 01 Jan 2020 00:00:00 GMT" }, 0],
    [{ "retry-after": "soon" }, undefined],
  ];
  for (const [headers, ms] of cases)
    assert.equal(retryAfter(new Headers(headers), NOW), ms, JSON.stringify(headers));
});

test("failures named inside a stream are retried or not, with the wait they name", () => {
  const cases: readonly [code: string, message: string, retry: boolean, waitMs: number | undefined][] = [
    ["rate_limit_exceeded", "Please try again in 11.054s. Visit", true, 11_054],
    ["rate_limit_exceeded", "try again in 35ms", true, 35],
    ["rate_limit_exceeded", "slow", true, undefined],
    ["server_is_overloaded", "busy", true, undefined],
    ["context_length_exceeded", "too long", false, undefined],
    ["insufficient_quota", "none", false, undefined],
    ["invalid_prompt", "no", false, undefined],
    ["length", "cut", false, undefined],
    ["cut", "ended early", true, undefined],
    ["anything_else", "odd", true, undefined],
  ];
  for (const [code, message, retry, waitMs] of cases) {
    const failure = classify(new StreamFailure(code, message), ENDPOINT, true, NOW);
    assert.deepEqual([failure.retry !== undefined, failure.waitMs], [retry, waitMs], `${code}: ${message}`);
  }
});

test("waiting doubles, with a jitter of a tenth and a limit", () => {
  assert.deepEqual(
    [1, 2, 3, 20].map((attempt) => backoff(attempt, 0.5)),
    [200, 400, 800, 20_000],
  );
  assert.deepEqual([backoff(1, 0), backoff(1, 1)], [180, 220]);
});
