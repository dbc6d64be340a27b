import assert from "node:assert/strict";
import { test } from "node:test";
import { type MemoryTree, memoryView } from "../testing/memory-view.ts";
import { executableGitlinks } from "./gitlinks.ts";

const cases: readonly [what: string, tree: MemoryTree, why: RegExp | undefined][] = [
  ["a plain submodule", { "/w/s/.git/config": "[core]\nbare = false" }, undefined],
  ["a watcher", { "/w/s/.git/config": "[core]\nfsmonitor = ./evil" }, /fsmonitor/],
  ["a hooks path", { "/w/s/.git/config": "[core]\nhooksPath = x" }, /hookspath/],
  ["an include", { "/w/s/.git/config": "[include]\npath = x" }, /include/],
  ["an alias", { "/w/s/.git/config": "[alias]\nst = !evil" }, /alias/],
  ["a worktree config", { "/w/s/.git/config.worktree": '[filter "x"]\nclean = evil' }, /filter/],
  ["a hook", { "/w/s/.git/hooks/post-checkout": "" }, /post-checkout/],
  ["sample hooks", { "/w/s/.git/hooks/post-checkout.sample": "" }, undefined],
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
