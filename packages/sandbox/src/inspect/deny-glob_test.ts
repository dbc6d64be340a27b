import assert from "node:assert/strict";
import { test } from "node:test";
import { type MemoryTree, memoryView } from "../testing/memory-view.ts";
import { compileGlob } from "./deny-glob.ts";
import { expandGlob, expandGlobs } from "./expand-glob.ts";

const matching: readonly [glob: string, path: string, matches: boolean][] = [
  ["**/*.env", ".env", true],
  ["**/*.env", "a/b/.env", true],
  ["**/*.env", "a/x.env", true],
  ["**/*.env", "a/x.envy", false],
  ["*.env", "a/x.env", false],
  ["*.env", "x.env", true],
  ["a/**", "a/b/c", true],
  ["a/**", "a", false],
  ["**/secret/**", "x/secret/y", true],
  ["**", "anything/at/all", true],
  ["?.txt", "a.txt", true],
  ["?.txt", "ab.txt", false],
  ["[ab].txt", "b.txt", true],
  ["[!ab].txt", "b.txt", false],
  ["[a-c]x", "bx", true],
  ["*.{pem,key}", "x.key", true],
  ["*.{pem,key}", "x.crt", false],
  ["a+b(c)", "a+b(c)", true],
  ["a\\*b", "a*b", true],
  ["a\\*b", "axb", false],
  ["*\n*", "x\ny", true],
  ["*.env", "\udcff.env", true],
  ["a**b", "axxb", true],
  ["a**b", "a/b", false],
];

for (const [glob, path, matches] of matching) {
  test(`compileGlob(${JSON.stringify(glob)}) ${matches ? "matches" : "passes"} ${JSON.stringify(path)}`, () => {
    assert.equal(compileGlob(glob).test(path), matches);
  });
}

const tree: MemoryTree = { "/w/a.env": "", "/w/d/b.env": "", "/w/d/e/c.env": "", "/w/x.txt": "" };
const paths = (result: ReturnType<typeof expandGlob>): string[] =>
  result.matches.map((match) => match.path).sort();

test("expandGlob() finds every match below its folder", () => {
  assert.deepEqual(paths(expandGlob(memoryView(tree), "/w", "**/*.env")), [
    "/w/a.env",
    "/w/d/b.env",
    "/w/d/e/c.env",
  ]);
});

test("expandGlob() goes no deeper than the user allows", () => {
  assert.deepEqual(paths(expandGlob(memoryView(tree), "/w", "**/*.env", { depth: 2 })), [
    "/w/a.env",
    "/w/d/b.env",
  ]);
});

test("expandGlob() refuses instead of leaving matches out", () => {
  assert.match(expandGlob(memoryView(tree), "/w", "**/*.env", { matches: 2 }).refusal ?? "", /more than 2/);
  assert.match(expandGlob(memoryView(tree), "/w", "**/*.env", { visits: 3 }).refusal ?? "", /more than 3/);
});

test("expandGlob() refuses when a folder cannot be listed", () => {
  const view = memoryView(tree);
  const broken = { ...view, list: (path: string) => (path === "/w/d" ? fail("EIO") : view.list(path)) };
  assert.match(expandGlob(broken, "/w", "**/*.env").refusal ?? "", /EIO/);
});

test("expandGlob() hides a folder that only the command could open again", () => {
  const view = memoryView(tree);
  const closed = { ...view, list: (path: string) => (path === "/w/d" ? fail("EACCES") : view.list(path)) };
  assert.deepEqual(paths(expandGlob(closed, "/w", "**/*.env")), ["/w/a.env", "/w/d"]);
});

test("expandGlobs() serves every glob by one walk, each with its own limit", () => {
  let lists = 0;
  const view = memoryView(tree);
  const counted = {
    ...view,
    list: (path: string) => {
      lists++;
      return view.list(path);
    },
  };
  const results = expandGlobs(counted, "/w", ["**/*.env", "*.txt", "d/*.env", "none*"]);
  assert.deepEqual(results.map(paths), [
    ["/w/a.env", "/w/d/b.env", "/w/d/e/c.env"],
    ["/w/x.txt"],
    ["/w/d/b.env"],
    [],
  ]);
  assert.equal(lists, 3);
  const capped = expandGlobs(view, "/w", ["**/*.env", "*.txt"], { matches: 2 });
  assert.match(capped[0]?.refusal ?? "", /more than 2/);
  assert.deepEqual(paths(capped[1]!), ["/w/x.txt"]);
});

test("expandGlob() does not descend into a folder that matches", () => {
  const view = memoryView({ "/w/x.env/inner.env": "" });
  assert.deepEqual(paths(expandGlob(view, "/w", "**/*.env")), ["/w/x.env"]);
});

test("expandGlob() refuses a link that never ends", () => {
  const view = memoryView({ "/w/a.env": { link: "b.env" }, "/w/b.env": { link: "a.env" } });
  assert.match(expandGlob(view, "/w", "*.env").refusal ?? "", /links/);
});

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}
