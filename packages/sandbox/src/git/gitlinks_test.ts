import assert from "node:assert/strict";
import { test } from "node:test";
import { type MemoryTree, memoryView } from "../testing/memory-view.ts";
import { executableGitlinks, runsUnasked } from "./gitlinks.ts";

const cases: readonly [what: string, tree: MemoryTree, why: RegExp | undefined][] = [
  ["a plain submodule", { "/w/s/.git/config": "[core]\nbare = false" }, undefined],
  ["a watcher", { "/w/s/.git/config": "[core]\nfsmonitor = ./evil" }, /fsmonitor/],
  ["a hooks path", { "/w/s/.git/config": "[core]\nhooksPath = x" }, /hookspath/],
  ["an include", { "/w/s/.git/config": "[include]\npath = x" }, /include/],
  ["an alias", { "/w/s/.git/config": "[alias]\nst = !evil" }, /alias/],
  ["a worktree config", { "/w/s/.git/config.worktree": '[filter "x"]\nclean = evil' }, /filter/],
  ["a hook", { "/w/s/.git/hooks/post-checkout": "" }, /post-checkout/],
  ["sample hooks", { "/w/s/.git/hooks/post-checkout.sample": "" }, undefined],
  [
    "a pointer to a git directory elsewhere",
    { "/w/s/.git": "gitdir: ../r\n", "/w/r/config": "[core]\nfsmonitor = ./evil" },
    /fsmonitor/,
  ],
  ["another common directory", { "/w/s/.git/commondir": "/evil" }, /another directory/],
];

for (const [what, tree, why] of cases) {
  test(`executableGitlinks() judges ${what}`, () => {
    const found = executableGitlinks(memoryView(tree), ["/w/s"], []);
    if (why === undefined) assert.deepEqual(found, []);
    else assert.match(found[0]?.why ?? "", why);
  });
}

test("executableGitlinks() leaves alone what was there before", () => {
  const view = memoryView({ "/w/s/.git/config": "[core]\nfsmonitor = ./evil" });
  assert.deepEqual(executableGitlinks(view, ["/w/s"], ["/w/s"]), []);
});

const unasked: readonly [what: string, tree: MemoryTree, why: RegExp | undefined][] = [
  ["a watcher", { "/r/config": "[core]\nfsmonitor = ./evil" }, /fsmonitor/],
  ["git's own watcher", { "/r/config": "[core]\nfsmonitor = true" }, undefined],
  ["a filter", { "/r/config": '[filter "x"]\nclean = evil' }, /filter.clean/],
  ["an include", { "/r/config": "[include]\npath = x" }, /include/],
  ["a hooks path", { "/r/config": "[core]\nhooksPath = x" }, /hookspath/],
  ["the hook of status", { "/r/hooks/post-index-change": "" }, /post-index-change/],
  ["a hook of commit", { "/r/hooks/pre-commit": "" }, undefined],
  ["an editor", { "/r/config": "[core]\neditor = vim\n[alias]\nst = status" }, undefined],
];
for (const [what, tree, why] of unasked) {
  test(`runsUnasked() judges ${what}`, () => {
    const found = runsUnasked(memoryView(tree), "/r");
    if (why === undefined) assert.equal(found, undefined);
    else assert.match(found ?? "", why);
  });
}
