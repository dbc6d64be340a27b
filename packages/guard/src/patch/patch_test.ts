import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { applyChunks } from "./apply-chunks.ts";
import { parsePatch } from "./parse-patch.ts";

function operations(text: string) {
  const parsed = parsePatch(text);
  assert.ok(parsed.ok, parsed.ok ? "" : `${parsed.line}: ${parsed.message}`);
  return parsed.operations;
}

test("parsePatch() reads additions, deletions, updates and moves", () => {
  const list = operations(
    [
      "*** Begin Patch",
      "*** Add File: a.txt",
      "+one",
      "+",
      "*** Delete File: b.txt",
      "*** Update File: c.txt",
      "*** Move to: d.txt",
      "@@ function x",
      " keep",
      "-old",
      "+new",
      "*** End of File",
      "*** End Patch",
    ].join("\n"),
  );
  assert.deepEqual(list, [
    { kind: "add", path: "a.txt", content: "one\n\n" },
    { kind: "delete", path: "b.txt" },
    {
      kind: "update",
      path: "c.txt",
      moveTo: "d.txt",
      chunks: [{ anchors: ["function x"], before: ["keep", "old"], after: ["keep", "new"], endOfFile: true }],
    },
  ]);
});

test("parsePatch() takes a here-document wrapper off and skips blank lines between chunks", () => {
  const list = operations(
    "apply_patch <<'EOF'\n*** Begin Patch\n*** Update File: a\n-x\n+y\n\n@@\n-p\n+q\n*** End Patch\nEOF",
  );
  assert.equal(list.length, 1);
});

const refused: readonly [name: string, text: string, line: number, message: RegExp][] = [
  ["no begin", "hello", 1, /Begin Patch/],
  ["no end", "*** Begin Patch\n*** Delete File: a", 2, /End Patch/],
  ["empty", "*** Begin Patch\n*** End Patch", 1, /empty/],
  ["a stray line", "*** Begin Patch\nnonsense\n*** End Patch", 2, /expected/],
  ["an added line without +", "*** Begin Patch\n*** Add File: a\nx\n*** End Patch", 3, /begin with \+/],
  [
    "an update that changes nothing",
    "*** Begin Patch\n*** Update File: a\n*** End Patch",
    2,
    /changes nothing/,
  ],
];
for (const [name, text, line, message] of refused) {
  test(`parsePatch() names the line of ${name}`, () => {
    const parsed = parsePatch(text);
    assert.ok(!parsed.ok);
    assert.equal(parsed.line, line);
    assert.match(parsed.message, message);
  });
}

test("applyChunks() finds lines exactly, then without blanks, then with folded punctuation", () => {
  const file = "first\n  second  \nit\u2019s third\n";
  const chunk = (before: string, after: string) => [
    { anchors: [], before: [before], after: [after], endOfFile: false },
  ];
  assert.deepEqual(applyChunks(file, chunk("first", "1")), {
    ok: true,
    content: "1\n  second  \nit\u2019s third\n",
  });
  assert.deepEqual(applyChunks(file, chunk("second", "2")), {
    ok: true,
    content: "first\n2\nit\u2019s third\n",
  });
  assert.deepEqual(applyChunks(file, chunk("it's third", "3")), {
    ok: true,
    content: "first\n  second  \n3\n",
  });
});

test("applyChunks() keeps file order, anchors and line endings", () => {
  const file = "a\r\nx\r\nb\r\nx\r\n";
  const result = applyChunks(file, [{ anchors: ["b"], before: ["x"], after: ["y"], endOfFile: false }]);
  assert.deepEqual(result, { ok: true, content: "a\r\nx\r\nb\r\ny\r\n" });
  const reversed = applyChunks("a\nb\n", [
    { anchors: [], before: ["b"], after: ["B"], endOfFile: false },
    { anchors: [], before: ["a"], after: ["A"], endOfFile: false },
  ]);
  assert.ok(!reversed.ok);
  assert.equal(reversed.chunk, 2);
});

test("applyChunks() changes nothing but the lines of its chunks", () => {
  const line = fc.stringMatching(/^[a-z]{1,6}$/);
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), fc.nat(), line, (lines, at, fresh) => {
      const index = at % lines.length;
      const unique = lines.map((text, i) => `${i}${text}`);
      const before = [unique[index] as string];
      const result = applyChunks(`${unique.join("\n")}\n`, [
        { anchors: [], before, after: [fresh], endOfFile: false },
      ]);
      assert.ok(result.ok);
      assert.equal(result.content, `${unique.with(index, fresh).join("\n")}\n`);
    }),
  );
});
