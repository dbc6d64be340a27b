import assert from "node:assert/strict";
import { test } from "node:test";
import { builtinProfile } from "../builtin-profile.ts";
import { resolvePlan } from "../resolve.ts";
import { type MemoryTree, memoryView } from "../testing/memory-view.ts";
import { memorySurroundings } from "../testing/resolve-in-memory.ts";
import { intrudingRepositories, newRepositories, repositorySearch } from "./new-repositories.ts";

const bare = (folder: string): MemoryTree => ({
  [`${folder}/HEAD`]: "",
  [`${folder}/objects`]: null,
  [`${folder}/refs`]: null,
  [`${folder}/config`]: "[core]\nfsmonitor = ./evil",
});

const cases: readonly [what: string, before: MemoryTree, after: MemoryTree, found: readonly string[]][] = [
  [
    "a new repository with a watcher",
    {},
    { "/project/n/.git/config": "[core]\nfsmonitor = ./evil" },
    ["/project/n/.git"],
  ],
  ["no new repository without settings", {}, { "/project/n/.git/config": "[core]\nbare = false" }, []],
  ["no repository that was there", { "/project/n/.git/config": "[alias]\nx = !y" }, {}, []],
  ["a folder that looks like a repository", {}, bare("/project/docs"), ["/project/docs"]],
  ["a workspace that looks like a repository", {}, bare("/project"), ["/project"]],
  ["no such workspace beside a real .git", { "/project/.git/HEAD": "" }, bare("/project"), []],
];

for (const [what, before, after, found] of cases) {
  test(`newRepositories() reports ${what}`, async () => {
    const profile = builtinProfile("workspace-write");
    const surroundings = await memorySurroundings(profile, { tree: before });
    const view = memoryView({ "/project": null, ...before, ...after });
    assert.deepEqual(
      newRepositories(repositorySearch(resolvePlan(profile, surroundings), surroundings), view).map(
        (item) => item.path,
      ),
      found,
    );
  });
}

const evil = "[core]\nfsmonitor = ./evil";
const intruders: readonly [what: string, tree: MemoryTree, found: readonly string[]][] = [
  [
    "a watcher in a repository",
    { "/project/.git/HEAD": "", "/project/n/.git/config": evil },
    ["/project/n/.git"],
  ],
  ["a watcher below a repository", { "/.git/HEAD": "", "/project/n/.git/config": evil }, ["/project/n/.git"]],
  ["a watcher in no repository", { "/project/n/.git/config": evil }, []],
  [
    "a pointer into a folder of tools",
    {
      "/project/.git/HEAD": "",
      "/project/n/.git": "gitdir: ../node_modules/x/.git\n",
      "/project/node_modules/x/.git/config": evil,
    },
    ["/project/n/.git"],
  ],
];
for (const [what, tree, found] of intruders) {
  test(`intrudingRepositories() finds ${what}`, () => {
    const search = { roots: ["/project"], known: ["/project/.git"] };
    assert.deepEqual(
      intrudingRepositories(search, memoryView({ "/project": null, ...tree })).map((item) => item.path),
      found,
    );
  });
}
