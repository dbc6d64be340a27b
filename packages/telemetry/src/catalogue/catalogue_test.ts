import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { AttributeValue } from "../record.ts";
import { checkEvent } from "./check-event.ts";
import { EVENTS, eventSpec } from "./events.ts";
import { generateDocs, generateSchema, generateTypes } from "./generate.ts";

const at = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** The names that the other packages write. */
const names =
  "session.started session.ended config.notice turn.started turn.completed prompt.received model.request model.response tool.called decision.made approval.requested approval.answered execution.started execution.ended sandbox.denied file.read file.written network.decided rule.added grant.created grant.revoked reviewer.assessed trail.recovered trail.checkpoint".split(
    " ",
  );

describe("the event catalogue", () => {
  it("is what types, schema and page were generated from (run `node --conditions=paddock-source scripts/generate.ts`)", () => {
    assert.equal(generateTypes(EVENTS), at("src/generated/event-attributes.ts"));
    assert.equal(generateSchema(EVENTS), at("src/generated/events.schema.json"));
    assert.equal(generateDocs(EVENTS), at("EVENTS.md"));
  });

  it("has every name that producers use", () => {
    assert.deepEqual(
      names.filter((name) => eventSpec(name) === undefined),
      [],
    );
    assert.equal(eventSpec("constructor"), undefined);
  });

  it("has examples of the stated types, and plain keys", () => {
    for (const [name, spec] of Object.entries(EVENTS)) {
      assert.match(name, /^[a-z]+\.[a-z_]+$/);
      for (const [key, attribute] of Object.entries(spec.attributes)) {
        assert.match(key, /^[a-z][a-z0-9_]*$/, `${name}.${key}`);
        const example = ["object", "object[]", "any"].includes(attribute.type)
          ? (JSON.parse(String(attribute.example)) as AttributeValue)
          : (attribute.example as AttributeValue);
        const required = Object.fromEntries(
          Object.entries(spec.attributes)
            .filter(([, other]) => other.required)
            .map(([other, { example: value }]) => [other, value as AttributeValue]),
        );
        assert.deepEqual(
          checkEvent({ name, attributes: { ...required, [key]: example } }),
          [],
          `${name}.${key}`,
        );
      }
    }
  });

  it("says where an event departs from it", () => {
    assert.deepEqual(
      checkEvent({
        name: "decision.made",
        ids: { prompt: "p" },
        attributes: { decision: "maybe", port: "x", odd: 1 },
      }),
      [
        "decision.made.decision is one of allow, ask, deny, not maybe",
        'decision.made.port is to be int, not "x"',
        "decision.made has no attribute odd",
        "decision.made carries no id prompt",
      ],
    );
    assert.deepEqual(checkEvent({ name: "no.such" }), ["the catalogue has no event no.such"]);
    assert.deepEqual(checkEvent({ name: "network.decided", attributes: { host: "h" } }), [
      "network.decided needs decision",
    ]);
    assert.deepEqual(
      checkEvent({ name: "prompt.received", attributes: { prompt_fingerprint: "f", redacted: "x:1" } }),
      [],
    );
  });
});
