import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ChunkedBody } from "./chunked-body.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const bad = [
  "x\r\n",
  "\r\n",
  "5\n",
  "5 \r\n",
  "5;a=b\r\n",
  "1\r\nab",
  "1\r\na\n",
  "0\r\nA: b\r\n",
  "fffffffffffff\r\n",
];
for (const text of bad) {
  test(`${JSON.stringify(text)} is no chunked request body`, () => {
    assert.equal(new ChunkedBody().take(bytes(text)).kind, "bad");
  });
}

test("extensions and trailers pass where they are wanted", () => {
  const text = "5;a=b\r\nhello\r\n0\r\nA: b\r\nC: d\r\n\r\n";
  assert.deepEqual(new ChunkedBody({ extensions: true }).take(bytes(`${text}next`)), {
    kind: "end",
    at: text.length,
  });
});

test("a body ends at the same byte however it is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1 })),
      fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      (parts, cuts) => {
        const chunks = parts.map((part) => `${bytes(part).length.toString(16)}\r\n${part}\r\n`).join("");
        const whole = bytes(`${chunks}0\r\n\r\n`);
        const all = bytes(`${chunks}0\r\n\r\nGET /`);
        const body = new ChunkedBody();
        for (let at = 0; at < all.length; ) {
          const size = cuts.next().value as number;
          const step = body.take(all.subarray(at, at + size));
          assert.notEqual(step.kind, "bad");
          if (step.kind === "end") return assert.equal(at + step.at, whole.length);
          at += size;
        }
        assert.fail("the end was not seen");
      },
    ),
  );
});
