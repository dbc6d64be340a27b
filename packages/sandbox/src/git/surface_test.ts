import assert from "node:assert/strict";
import { test } from "node:test";
import { type MemoryTree, memoryView } from "../testing/memory-view.ts";
import { gitSurface } from "./surface.ts";

const places = { homes: ["/home/me"], globalConfigs: ["/etc/gitconfig", "/home/me/.gitconfig"] };

function surface(
  tree: MemoryTree,
  roots: readonly string[] = ["/work"],
): { dirs: readonly string[]; found: string[] } {
  const { gitDirs, found } = gitSurface(memoryView({ "/work": null, ...tree }), roots, places);
  return {
    dirs: gitDirs,
    found: found.map((item) => `${item.path}${item.missing ? " (missing)" : ""}`).sort(),
  };
}

const repository: MemoryTree = { "/work/.git/HEAD": "", "/work/.git/config": "" };

const cases: readonly [what: string, tree: MemoryTree, found: readonly string[]][] = [
  ["nothing in a plain repository", {}, []],
  [
    "a hooks path",
    { "/work/.git/config": "[core]\nhooksPath = .githooks", "/work/.githooks/pre-commit": "" },
    ["/work/.githooks"],
  ],
  [
    "a hooks path that is not there yet",
    { "/work/.git/config": "[core]\nhooksPath = tools/hooks" },
    ["/work/tools (missing)"],
  ],
  [
    "an included file, relative to the config",
    { "/work/.git/config": "[include]\npath = ../team.cfg", "/work/team.cfg": "" },
    ["/work/team.cfg"],
  ],
  [
    "what an included file names",
    {
      "/work/.git/config": "[include]\npath = ../team.cfg",
      "/work/team.cfg": "[core]\nhooksPath=h",
      "/work/h": null,
    },
    ["/work/h", "/work/team.cfg"],
  ],
  [
    "a conditional include, whatever its condition",
    { "/work/.git/config": '[includeIf "onbranch:x"]\npath = ../x.cfg' },
    ["/work/x.cfg (missing)"],
  ],
  [
    "a filter's script",
    { "/work/.git/config": '[filter "f"]\nclean = ./bin/clean %f', "/work/bin/clean": "" },
    ["/work/bin/clean"],
  ],
  [
    "an interpreter's operand",
    { "/work/.git/config": '[diff "d"]\ntextconv = python3 conv.py', "/work/conv.py": "" },
    ["/work/conv.py"],
  ],
  [
    "a script in the user's configuration",
    { "/home/me/.gitconfig": "[core]\nfsmonitor = tools/watch", "/work/tools/watch": "" },
    ["/work/tools/watch"],
  ],
  ["no word that names nothing", { "/work/.git/config": "[alias]\nst = status -sb" }, []],
  [
    "a submodule without a git directory",
    { "/work/.git/index": { bytes: gitlinkIndex("sub") }, "/work/sub": null },
    ["/work/sub/.git (missing)"],
  ],
  [
    "a nested repository's hooks and config",
    { "/work/a/b/.git/HEAD": "", "/work/a/b/.git/config": "", "/work/a/b/.git/hooks/x": "" },
    ["/work/a/b/.git/config", "/work/a/b/.git/hooks"],
  ],
  ["a nested pointer", { "/work/a/.git": "gitdir: /elsewhere" }, ["/work/a/.git"]],
  [
    "a bare repository",
    {
      "/work/b.git/HEAD": "",
      "/work/b.git/objects": null,
      "/work/b.git/refs": null,
      "/work/b.git/config": "",
    },
    ["/work/b.git/config", "/work/b.git/hooks (missing)"],
  ],
];

for (const [what, tree, found] of cases) {
  test(`gitSurface() finds ${what}`, () => {
    assert.deepEqual(surface({ ...repository, ...tree }).found, found);
  });
}

test("gitSurface() finds the directories of a worktree", () => {
  const tree: MemoryTree = {
    "/work/.git": "gitdir: /main/.git/worktrees/w\n",
    "/main/.git/worktrees/w/commondir": "../..\n",
    "/main/.git/config": "[core]\nhooksPath = hooks",
    "/work/hooks": null,
  };
  const { dirs, found } = surface(tree);
  assert.deepEqual(dirs, ["/main/.git/worktrees/w", "/main/.git"]);
  assert.deepEqual(found, ["/work/.git", "/work/hooks"]);
});

test("gitSurface() reads the repository above a root", () => {
  const tree: MemoryTree = { "/repo/.git/config": "[core]\nhooksPath = pkg/hooks", "/repo/pkg/hooks": null };
  assert.deepEqual(surface(tree, ["/repo/pkg"]).found, ["/repo/pkg/hooks"]);
});

test("gitSurface() survives includes that include each other", () => {
  const tree: MemoryTree = {
    ...repository,
    "/work/.git/config": "[include]\npath = a",
    "/work/.git/a": "[include]\npath = config",
  };
  assert.deepEqual(surface(tree).found, ["/work/.git/a", "/work/.git/config"]);
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
