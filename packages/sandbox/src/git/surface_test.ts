import assert from "node:assert/strict";
import { test } from "node:test";
import { type MemoryTree, memoryView } from "../testing/memory-view.ts";
import { gitSurface } from "./surface.ts";

const places = { homes: ["/home/me"], globalConfigs: ["/etc/gitconfig", "/home/me/.gitconfig"] };

function surface(
  tree: MemoryTree,
  roots: readonly string[] = ["/project"],
): { dirs: readonly string[]; found: string[] } {
  const { gitDirs, found } = gitSurface(memoryView({ "/project": null, ...tree }), roots, places);
  return {
    dirs: gitDirs,
    found: found.map((item) => `${item.path}${item.missing ? " (missing)" : ""}`).sort(),
  };
}

const repository: MemoryTree = { "/project/.git/HEAD": "", "/project/.git/config": "" };

const cases: readonly [what: string, tree: MemoryTree, found: readonly string[]][] = [
  ["nothing in a plain repository", {}, []],
  [
    "a hooks path",
    { "/project/.git/config": "[core]\nhooksPath = .githooks", "/project/.githooks/pre-commit": "" },
    ["/project/.githooks"],
  ],
  [
    "a hooks path that is not there yet",
    { "/project/.git/config": "[core]\nhooksPath = tools/hooks" },
    ["/project/tools (missing)"],
  ],
  [
    "an included file, relative to the config",
    { "/project/.git/config": "[include]\npath = ../team.cfg", "/project/team.cfg": "" },
    ["/project/team.cfg"],
  ],
  [
    "what an included file names",
    {
      "/project/.git/config": "[include]\npath = ../team.cfg",
      "/project/team.cfg": "[core]\nhooksPath=h",
      "/project/h": null,
    },
    ["/project/h", "/project/team.cfg"],
  ],
  [
    "a conditional include, whatever its condition",
    { "/project/.git/config": '[includeIf "onbranch:x"]\npath = ../x.cfg' },
    ["/project/x.cfg (missing)"],
  ],
  [
    "a filter's script",
    { "/project/.git/config": '[filter "f"]\nclean = ./bin/clean %f', "/project/bin/clean": "" },
    ["/project/bin/clean"],
  ],
  [
    "an interpreter's operand",
    { "/project/.git/config": '[diff "d"]\ntextconv = python3 conv.py', "/project/conv.py": "" },
    ["/project/conv.py"],
  ],
  [
    "a script in the user's configuration",
    { "/home/me/.gitconfig": "[core]\nfsmonitor = tools/watch", "/project/tools/watch": "" },
    ["/project/tools/watch"],
  ],
  ["no word that names nothing", { "/project/.git/config": "[alias]\nst = status -sb" }, []],
  [
    "a submodule without a git directory",
    { "/project/.git/index": { bytes: gitlinkIndex("sub") }, "/project/sub": null },
    ["/project/sub/.git (missing)"],
  ],
  [
    "a nested repository's hooks and config",
    { "/project/a/b/.git/HEAD": "", "/project/a/b/.git/config": "", "/project/a/b/.git/hooks/x": "" },
    ["/project/a/b/.git/config", "/project/a/b/.git/hooks"],
  ],
  ["a nested pointer", { "/project/a/.git": "gitdir: /elsewhere" }, ["/project/a/.git"]],
  [
    "a bare repository",
    {
      "/project/b.git/HEAD": "",
      "/project/b.git/objects": null,
      "/project/b.git/refs": null,
      "/project/b.git/config": "",
    },
    ["/project/b.git/config", "/project/b.git/hooks (missing)"],
  ],
];

for (const [what, tree, found] of cases) {
  test(`gitSurface() finds ${what}`, () => {
    assert.deepEqual(surface({ ...repository, ...tree }).found, found);
  });
}

test("gitSurface() finds the directories of a worktree", () => {
  const tree: MemoryTree = {
    "/project/.git": "gitdir: /main/.git/worktrees/w\n",
    "/main/.git/worktrees/w/commondir": "../..\n",
    "/main/.git/config": "[core]\nhooksPath = hooks",
    "/project/hooks": null,
  };
  const { dirs, found } = surface(tree);
  assert.deepEqual(dirs, ["/main/.git/worktrees/w", "/main/.git"]);
  assert.deepEqual(found, ["/project/.git", "/project/hooks"]);
});

test("gitSurface() reads the repository above a root", () => {
  const tree: MemoryTree = { "/repo/.git/config": "[core]\nhooksPath = pkg/hooks", "/repo/pkg/hooks": null };
  assert.deepEqual(surface(tree, ["/repo/pkg"]).found, ["/repo/pkg/hooks"]);
});

test("gitSurface() survives includes that include each other", () => {
  const tree: MemoryTree = {
    ...repository,
    "/project/.git/config": "[include]\npath = a",
    "/project/.git/a": "[include]\npath = config",
  };
  assert.deepEqual(surface(tree).found, ["/project/.git/a", "/project/.git/config"]);
});

/** An index of version 2 that holds one submodule. */
function gitlinkIndex(name: string): Uint8Array {
  const bytes = Buffer.alloc(12 + 62 + name.length + (8 - ((62 + name.length) % 8)));
  bytes.write("DIRC");
  bytes.writeUInt32BE(2, 4);
  bytes.writeUInt32BE(1, 8);
  bytes.writeUInt32BE(0o160000, 12 + 24);
  bytes.writeUInt16BE(name.length, 12 + 60);
  bytes.write(name, 12 + 62);
  return bytes;
}
