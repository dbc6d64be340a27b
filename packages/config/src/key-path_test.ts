import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { findPath, formatKeyPath, parseKeyPath, valueAt, withValue } from "./key-path.ts";
import { parseSessionFlags } from "./session-flags.ts";

describe("key paths", () => {
  it("are read as TOML reads them", () => {
    assert.deepEqual(parseKeyPath("a.b-c.d_1"), ["a", "b-c", "d_1"]);
    assert.deepEqual(parseKeyPath(`projects."/a.b".trust_level`), ["projects", "/a.b", "trust_level"]);
    assert.deepEqual(parseKeyPath(`a . 'b"c' . "d\\"e"`), ["a", 'b"c', 'd"e']);
    for (const bad of ["", "a..b", "a.", '"a', 'a."b"c'])
      assert.throws(() => parseKeyPath(bad), { code: "bad_key_path" }, bad);
  });

  it("come back from their text", () => {
    const segment = fc
      .string({ minLength: 1 })
      .filter((text) => !/[\u0000-\u001f]/.test(text) && text.isWellFormed());
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (path) =>
        assert.deepEqual(parseKeyPath(formatKeyPath(path)), path),
      ),
    );
  });

  it("find names that hold dots where they are written without quotes", () => {
    const values = { permissions: { p: { filesystem: { "~/.ssh": "deny", "~/": { ssh: 1 } } } } };
    assert.deepEqual(findPath(values, ["permissions", "p", "filesystem", "~/", "ssh"]), [
      "permissions",
      "p",
      "filesystem",
      "~/",
      "ssh",
    ]);
    assert.deepEqual(
      findPath(values, "permissions.p.filesystem.~/.ssh".split(".").slice(0, 3).concat(["~/.ssh"])),
      ["permissions", "p", "filesystem", "~/.ssh"],
    );
    assert.deepEqual(findPath({ domains: { "api.a.test": "allow" } }, ["domains", "api", "a", "test"]), [
      "domains",
      "api.a.test",
    ]);
  });

  it("never reach what a table inherits", () => {
    assert.equal(valueAt({}, ["constructor", "name"]), undefined);
    const changed = withValue({}, ["__proto__", "polluted"], true);
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
    assert.equal(valueAt(changed, ["__proto__", "polluted"]), true);
  });
});

describe("-c", () => {
  const table: readonly (readonly [readonly string[], unknown])[] = [
    [["model=o3"], { model: "o3" }],
    [["model=x y"], { model: "x y" }],
    [["a=1", "a=2"], { a: 2 }],
    [["a="], { a: "" }],
    [["a.b=true", "a.c=[1, 2]"], { a: { b: true, c: [1, 2] } }],
    [["a={b={c=1}}", "a.b.d=2"], { a: { b: { c: 1, d: 2 } } }],
    [[`projects."/p=q".trust_level="trusted"`], { projects: { "/p=q": { trust_level: "trusted" } } }],
    [["a=x=y"], { a: "x=y" }],
    [["a=1\nb=2"], { a: "1\nb=2" }],
  ];
  for (const [flags, expected] of table) {
    it(`${flags.join(" -c ")} means ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(JSON.parse(JSON.stringify(parseSessionFlags(flags))), expected));
  }
  it("needs a key and an equals sign", () => {
    assert.throws(() => parseSessionFlags(["model"]), { code: "usage" });
    assert.throws(() => parseSessionFlags(["=x"]), { code: "bad_key_path" });
  });
});
