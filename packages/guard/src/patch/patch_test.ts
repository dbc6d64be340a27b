import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { applyChunks } from "./apply-chunks.ts";
import { type PatchChunk, parsePatch } from "./parse-patch.ts";

function operations(text: string) {
  const parsed = parsePatch(text);
  assert.ok(parsed.ok, parsed.ok ? "" : `${parsed.line}: ${parsed.message}`);
  return parsed.operations;
}

function replace(before: string, after: string): PatchChunk {
  const lines = [
    { mark: "remove", text: before },
    { mark: "add", text: after },
  ] as const;
  return { anchors: [], lines, endOfFile: false };
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
      chunks: [
        {
          anchors: ["function x"],
          lines: [
            { mark: "keep", text: "keep" },
            { mark: "remove", text: "old" },
            { mark: "add", text: "new" },
          ],
          endOfFile: true,
        },
      ],
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
  const chunk = (before: string, after: string) => [replace(before, after)];
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
  const result = applyChunks(file, [{ ...replace("x", "y"), anchors: ["b"] }]);
  assert.deepEqual(result, { ok: true, content: "a\r\nx\r\nb\r\ny\r\n" });
  const reversed = applyChunks("a\nb\n", [replace("b", "B"), replace("a", "A")]);
  assert.ok(!reversed.ok);
  assert.equal(reversed.chunk, 2);
});

test("applyChunks() changes nothing but the lines of its chunks", () => {
  const line = fc.stringMatching(/^[a-z]{1,6}$/);
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), fc.nat(), line, (lines, at, fresh) => {
      const index = at % lines.length;
      const unique = lines.map((text, i) => `${i}${text}`);
      const result = applyChunks(`${unique.join("\n")}\n`, [replace(unique[index] as string, fresh)]);
      assert.ok(result.ok);
      assert.equal(result.content, `${unique.with(index, fresh).join("\n")}\n`);
    }),
  );
});

test("applyChunks() leaves the endings and blanks of every line that stays", () => {
  const chunk = (text: string): readonly PatchChunk[] => {
    const [operation] = operations(`*** Begin Patch\n*** Update File: a\n${text}\n*** End Patch`);
    return operation?.kind === "update" ? operation.chunks : [];
  };
  const cases: readonly [content: string, patch: string, expected: string][] = [
    ["a\r\nb\nc\r\n", "-b\n+B", "a\r\nB\r\nc\r\n"],
    ["a\nb\r\nc\n", "-b\n+B\n+2", "a\nB\n2\nc\n"],
    ["a\n  b \nc\n", " b\n-c\n+C", "a\n  b \nC\n"],
    ["a\nb", "-b\n+B", "a\nB"],
    ["a\nb", " b\n+c", "a\nb\nc"],
    ["a\nb\n", " b\n+c", "a\nb\nc\n"],
    ["a\r\nb", "-b", "a"],
    ["", "+a", "a\n"],
    ["a\n", "-a", ""],
    ["a\rb\n", "-a\rb\n+c", "c\n"],
    ["\n\n", "+x", "\n\nx\n"],
    ["a", "@@\n+b\n*** End of File", "a\nb"],
  ];
  for (const [content, patch, expected] of cases) {
    const result = applyChunks(content, chunk(patch));
    assert.equal(result.ok && result.content, expected, JSON.stringify([content, patch]));
  }
});
