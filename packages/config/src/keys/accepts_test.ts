import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { REQUIREMENT_KEYS } from "../requirements/keys.ts";
import { accepts } from "./accepts.ts";
import { schemaOf } from "./schema.ts";
import type { Key, Shape } from "./shape.ts";
import { CONFIG_KEYS } from "./table.ts";

/** Values near a shape: mostly right, sometimes wrong in one place. */
function near(shape: Shape): fc.Arbitrary<unknown> {
  const wrong = fc.constantFrom<unknown>(
    "",
    " ",
    "x",
    1,
    -1,
    1.5,
    true,
    [],
    {},
    ["x"],
    { x: 1 },
    70_000,
    "a\0b",
  );
  const right = (): fc.Arbitrary<unknown> => {
    switch (shape.kind) {
      case "anything":
        return wrong;
      case "text":
      case "path":
        return fc.constantFrom("x", "https://a.test", "1.2.3", "");
      case "flag":
        return fc.boolean();
      case "count":
      case "number":
        return fc.constantFrom(0, 1, 80, 65_536, Number.MAX_SAFE_INTEGER, 0.5);
      case "words":
        return fc.constantFrom(...shape.words, ...Object.keys(shape.aliases ?? {}));
      case "list":
        return fc.array(near(shape.of), { maxLength: 2 });
      case "map":
        return fc.dictionary(fc.constantFrom("a", "b c"), near(shape.of), { maxKeys: 2 });
      case "table":
        return fc.record(
          Object.fromEntries(
            Object.entries(shape.keys)
              .slice(0, 8)
              .map(([name, key]: [string, Key]) => [name, near(key.shape)]),
          ),
          {
            requiredKeys: Object.entries(shape.keys)
              .slice(0, 8)
              .filter(([, key]) => key.required)
              .map(([name]) => name),
          },
        );
      case "either":
        return fc.oneof(...shape.of.map(near));
    }
  };
  return fc.oneof({ weight: 6, arbitrary: right() }, { weight: 1, arbitrary: wrong });
}

describe("the check of the hot path and the zod schema", () => {
  for (const [file, keys] of [
    ["config.toml", CONFIG_KEYS],
    ["requirements.toml", REQUIREMENT_KEYS],
  ] as const) {
    it(`agree on every key of ${file}`, () => {
      for (const [name, key] of Object.entries(keys)) {
        const schema = schemaOf(key.shape);
        fc.assert(
          fc.property(near(key.shape), (value) => {
            assert.equal(
              accepts(key.shape, value),
              schema.safeParse(value).success,
              `${name}: ${JSON.stringify(value)}`,
            );
          }),
          { numRuns: 60 },
        );
      }
    });
  }
});
