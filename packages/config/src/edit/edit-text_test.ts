import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { KeyPath } from "../key-path.ts";
import { valueAt, withValue } from "../key-path.ts";
import { leaves } from "../merge.ts";
import { equal, isTable, type Table } from "../table.ts";
import { parseToml } from "../toml.ts";
import { editToml } from "./edit-text.ts";
import { tomlKey, tomlValue } from "./toml-value.ts";

const FILE = `# the model
model = "a" # today's

[sandbox_workspace_write] # where to write
# roots
writable_roots = [
  "/a", # first
  "/b",
]

[mcp_servers.docs]
command = "docs"
env = { A = "1" }
# the end
`;

describe("editToml", () => {
  const cases: readonly { name: string; text: string; path: KeyPath; value: unknown; to: string }[] = [
    {
      name: "replaces a value and keeps the comment after it",
      text: "a = 1 # why\nb = 2\n",
      path: ["a"],
      value: 3,
      to: "a = 3 # why\nb = 2\n",
    },
    {
      name: "adds a top-level key before the first table",
      text: "# top\n[t]\nx = 1\n",
      path: ["a"],
      value: "v",
      to: '# top\na = "v"\n\n[t]\nx = 1\n',
    },
    {
      name: "adds a key after its siblings",
      text: "[t]\nx = 1 # one\n\n[u]\ny = 2\n",
      path: ["t", "z"],
      value: true,
      to: "[t]\nx = 1 # one\nz = true\n\n[u]\ny = 2\n",
    },
    {
      name: "makes a table that is not there",
      text: "a = 1",
      path: ["t", "u", "x"],
      value: [1, 2],
      to: "a = 1\n\n[t.u]\nx = [1, 2]\n",
    },
    { name: "writes into an empty file", text: "", path: ["a"], value: 1, to: "a = 1\n" },
    {
      name: "changes an inline table",
      text: "t = { x = 1 }\n",
      path: ["t", "y"],
      value: 2,
      to: "t = { x = 1, y = 2 }\n",
    },
    { name: "follows dotted keys", text: "t.x = 1\n", path: ["t", "y"], value: 2, to: "t.x = 1\nt.y = 2\n" },
    {
      name: "quotes what needs quotes",
      text: "",
      path: ["projects", "/home/me/a b", "trust_level"],
      value: "trusted",
      to: '[projects."/home/me/a b"]\ntrust_level = "trusted"\n',
    },
    {
      name: "keeps line ends of Windows",
      text: "a = 1\r\n[t]\r\nx = 1\r\n",
      path: ["t", "y"],
      value: 2,
      to: "a = 1\r\n[t]\r\nx = 1\r\ny = 2\r\n",
    },
    { name: "keeps a byte order mark", text: "\uFEFFa = 1\n", path: ["a"], value: 2, to: "\uFEFFa = 2\n" },
    {
      name: "removes a key with its line",
      text: "a = 1 # why\nb = 2\n",
      path: ["a"],
      value: undefined,
      to: "b = 2\n",
    },
    {
      name: "leaves a file alone where the key is not there",
      text: "a = 1",
      path: ["b"],
      value: undefined,
      to: "a = 1",
    },
    {
      name: "replaces an array of several lines",
      text: "a = [\n  1, # one\n  2,\n] # all\n",
      path: ["a"],
      value: [3],
      to: "a = [3] # all\n",
    },
  ];
  for (const one of cases) {
    it(one.name, () => assert.equal(editToml(one.text, [{ path: one.path, value: one.value }]), one.to));
  }

  it("refuses what it cannot do safely, and says so", () => {
    assert.throws(() => editToml("[[a]]\nx = 1\n", [{ path: ["a", "x"], value: 2 }]), {
      code: "write_refused",
    });
    assert.throws(() => editToml("a = ", [{ path: ["b"], value: 2 }]), { code: "syntax" });
    assert.throws(() => editToml("", [{ path: [], value: 2 }]), { code: "usage" });
  });

  it("keeps every comment that is not inside the value it replaces", () => {
    const text = editToml(FILE, [
      { path: ["model"], value: "b" },
      { path: ["mcp_servers", "docs", "env", "B"], value: "2" },
      { path: ["sandbox_workspace_write", "network_access"], value: true },
    ]);
    for (const comment of ["# the model", "# today's", "# where to write", "# roots", "# first", "# the end"])
      assert.ok(text.includes(comment), comment);
  });

  const key = fc.constantFrom("a", "b", "c d", "e.f", "é", "");
  const scalar = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(fc.string(), { maxLength: 2 }),
  );
  const document = fc.dictionary(key, fc.oneof(scalar, fc.dictionary(key, scalar, { maxKeys: 3 })), {
    maxKeys: 4,
  });
  const write = (table: Table): string => {
    const pairs = Object.entries(table).filter(([, value]) => !isTable(value));
    const tables = Object.entries(table).filter((pair): pair is [string, Table] => isTable(pair[1]));
    const lines = (rows: readonly (readonly [string, unknown])[], mark: string): string =>
      rows.map(([name, value], i) => `# ${mark}${i}\n${tomlKey(name)} = ${tomlValue(value)}\n`).join("");
    return (
      lines(pairs, "top") +
      tables
        .map(
          ([name, inner], i) =>
            `\n# table${i}\n[${tomlKey(name)}]\n${lines(Object.entries(inner), `in${i}-`)}`,
        )
        .join("")
    );
  };

  it("reads back what it wrote, changes nothing else and keeps comments, for any file and any edits", () => {
    const edit = fc.record({
      path: fc.array(key, { minLength: 1, maxLength: 2 }),
      value: fc.option(scalar, { nil: undefined }),
    });
    fc.assert(
      fc.property(document, fc.array(edit, { minLength: 1, maxLength: 4 }), (table, edits) => {
        const text = write(table);
        let wanted = parseToml(text, { layer: "test" });
        const possible = edits.filter((one) => {
          const parent = one.path.length > 1 ? valueAt(wanted, one.path.slice(0, 1)) : undefined;
          const now = valueAt(wanted, one.path);
          // A value under a scalar, and a scalar over a table, change the meaning of other lines.
          const fits = (parent === undefined || isTable(parent)) && !isTable(now);
          if (fits && (one.value !== undefined || now !== undefined))
            wanted = withValue(wanted, one.path, one.value);
          return fits;
        });
        const result = editToml(text, possible);
        const bare = (value: Table): Table =>
          Object.fromEntries(
            Object.entries(value).filter(([, inner]) => !isTable(inner) || leaves(inner).length > 0),
          );
        assert.ok(equal(bare(parseToml(result, { layer: "test" })), bare(wanted)));
        const comments = (all: string): readonly string[] =>
          all.split("\n").filter((line) => line.startsWith("# "));
        assert.deepEqual(comments(result), comments(text));
      }),
      { numRuns: Number(process.env["PADDOCK_RUNS"] ?? 300) },
    );
  });
});
