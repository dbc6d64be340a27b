import assert from "node:assert/strict";
import { test } from "node:test";
import { providerFromConfig, reviewProviderFromConfig } from "./provider-from-config.ts";

function config(values: Readonly<Record<string, unknown>>) {
  return { get: (key: string): unknown => values[key] };
}

const providers = {
  big: { base_url: "http://127.0.0.1:1/v1", wire_api: "responses" },
  small: { base_url: "http://127.0.0.1:2/v1", wire_api: "chat" },
};
const session = { model_providers: providers, model_provider: "big", model: "m1" };

test("without model_provider there is no provider, whatever keys the environment holds", () => {
  assert.equal(providerFromConfig(config({ model: "m1" }), { OPENAI_API_KEY: "k" }), undefined);
  assert.equal(reviewProviderFromConfig(config({}), { OPENAI_API_KEY: "k" }), undefined);
});

const cases: readonly (readonly [string, Readonly<Record<string, unknown>>, string, string])[] = [
  ["what the session uses", {}, "big", "m1"],
  ["review_model", { review_model: "r1" }, "big", "r1"],
  ["its own model before review_model", { review_model: "r1", "auto_review.model": "a1" }, "big", "a1"],
  ["a provider of its own", { "auto_review.provider": "small", "auto_review.model": "a1" }, "small", "a1"],
  ["the session's model at a provider of its own", { "auto_review.provider": "small" }, "small", "m1"],
  [
    "review_model only at the session's provider",
    { "auto_review.provider": "small", review_model: "r1" },
    "small",
    "m1",
  ],
];

for (const [name, more, provider, model] of cases) {
  test(`the reviewer takes ${name}`, () => {
    const found = reviewProviderFromConfig(config({ ...session, ...more }), {});
    assert.deepEqual([found?.name, found?.model], [provider, model]);
  });
}

test("a provider that does not exist is an error that names it", () => {
  assert.throws(
    () => reviewProviderFromConfig(config({ ...session, "auto_review.provider": "nowhere" }), {}),
    /no \[model_providers\.nowhere\]/,
  );
});
