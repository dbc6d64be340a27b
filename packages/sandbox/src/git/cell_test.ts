import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtinProfile } from "../builtin-profile.ts";
import { explainPlan } from "../explain.ts";
import { resolvePlan } from "../resolve.ts";
import { type MemoryTree, memoryView } from "../testing/memory-view.ts";
import { memorySurroundings } from "../testing/resolve-in-memory.ts";
import { gitCell } from "./cell.ts";
import { gitCellPlan } from "./cell-plan.ts";
import { findGitPrograms } from "./programs.ts";

const facts = { filters: [] };

describe("gitCell() takes", () => {
  const lines = [
    "git add -A",
    "git add .",
    "/usr/bin/git status",
    "git -c user.name=a -c user.email=a@b commit -q -m x",
    "git commit -qm message",
    "git commit --amend --no-edit",
    "git commit --allow-empty -m i",
    "git branch topic",
    "git branch -d topic",
    "git switch -c topic",
    "git checkout -b topic",
    "git checkout -- file",
    "git merge topic",
    "git merge --abort",
    "git rebase main",
    "git rebase --continue",
    "git rebase --onto a b",
    "git stash",
    "git stash push -m x",
    "git stash pop",
    "git tag v1",
    "git tag -a v1 -m x",
    "git log --oneline -5",
    "git diff --stat",
    "git show HEAD",
    "git --no-pager log",
    "git submodule status",
    "git rev-parse --verify HEAD",
    "git rev-list --filter=blob:none HEAD",
    "git reset --hard HEAD",
    "git restore --staged x",
    "git cherry-pick abc",
    "git commit -m -x",
    "git add -- --exec",
  ];
  for (const line of lines) {
    test(line, () => assert.equal(gitCell(line.split(" "), facts).kind, "cell"));
  }
});

describe("gitCell() leaves alone", () => {
  const lines = [
    "ls",
    "./git status",
    "/project/git status",
    "git",
    "git -c core.pager=sh log",
    "git -c core.hooksPath=x commit",
    "git -C /elsewhere commit",
    "git --git-dir=x commit",
    "git --exec-path=. status",
    "git --work-tree . status",
    "git config user.name x",
    "git push",
    "git fetch",
    "git pull",
    "git clone x",
    "git init",
    "git rebase -i main",
    "git rebase --interactive main",
    "git rebase --exec true main",
    "git rebase -x true main",
    "git rebase --ex=true main",
    "git log --output=x",
    "git log --outp=x",
    "git diff --ext-diff",
    "git show --textconv",
    "git commit -S",
    "git commit -pm x",
    "git commit --edit",
    "git add -p",
    "git add -i",
    "git stash -p",
    "git stash store x",
    "git merge -s ours x",
    "git merge --strategy=evil x",
    "git bisect run sh",
    "git filter-branch x",
    "git submodule foreach sh",
    "git submodule update",
    "git worktree add x",
    "git update-ref commondir HEAD",
    "git archive -o .git/hooks/x HEAD",
    "git bundle create x HEAD",
    "git format-patch -o x HEAD",
    "git hooks",
    "git constructor",
    "git grep -O x",
    "git tag -s v1",
    "git cat-file --filters x",
  ];
  for (const line of lines) {
    test(line, () => assert.equal(gitCell(line.split(" "), facts).kind, "ordinary"));
  }
});

test("gitCell() switches hooks, filters and outside diffs off, and says so", () => {
  const cell = gitCell(["git", "diff"], { filters: ["lfs", "x y"] });
  assert.equal(cell.kind, "cell");
  if (cell.kind !== "cell") return;
  assert.deepEqual(cell.argv, ["git", "--no-pager", "diff", "--no-ext-diff", "--no-textconv"]);
  const settings = new Map<string, string>();
  for (let i = 0; i < Number(cell.env["GIT_CONFIG_COUNT"]); i++) {
    settings.set(cell.env[`GIT_CONFIG_KEY_${i}`]!, cell.env[`GIT_CONFIG_VALUE_${i}`]!);
  }
  assert.equal(settings.get("core.hooksPath"), "/dev/null");
  assert.equal(settings.get("core.fsmonitor"), "false");
  assert.equal(settings.get("filter.lfs.process"), "");
  assert.equal(settings.get("filter.x y.required"), "false");
  assert.match(cell.notes.join("; "), /hooks.*filters were off: lfs, x y/);
});

const repository: MemoryTree = {
  "/project/.git/HEAD": "",
  "/project/.git/config": "",
  "/project/.git/index": "",
  "/project/.git/modules/sub/config": "",
  "/project/a.ts": "",
};

async function cellAccess(tree: MemoryTree, path: string): Promise<string> {
  const profile = builtinProfile("workspace-write", { git: "commit" });
  const surroundings = await memorySurroundings(profile, { tree });
  const plan = gitCellPlan(resolvePlan(profile, surroundings), surroundings, ["/usr/bin/git"]);
  return explainPlan(plan, path).access;
}

describe("gitCellPlan()", () => {
  const worktree: MemoryTree = {
    "/project/.git": "gitdir: /main/.git/worktrees/w\n",
    "/main/.git/worktrees/w/commondir": "../..\n",
    "/main/.git/worktrees/w/gitdir": "/project/.git\n",
    "/main/.git/worktrees/other/HEAD": "",
    "/main/.git/config": "",
    "/main/.git/refs/heads/x": "",
  };
  const cases: readonly [what: string, tree: MemoryTree, path: string, access: string][] = [
    ["opens the index", repository, "/project/.git/index", "write"],
    ["opens refs and objects", repository, "/project/.git/refs/heads/x", "write"],
    ["keeps the settings", repository, "/project/.git/config", "read"],
    ["holds the hooks", repository, "/project/.git/hooks/pre-commit", "read"],
    ["keeps submodules", repository, "/project/.git/modules/sub/config", "read"],
    ["keeps other protected names", repository, "/project/.codex/config.toml", "read"],
    ["opens the git directory of a worktree", worktree, "/main/.git/worktrees/w/index", "write"],
    ["opens the common directory of a worktree", worktree, "/main/.git/refs/heads/x", "write"],
    ["keeps the pointer of a worktree", worktree, "/project/.git", "read"],
    ["keeps the pointers inside", worktree, "/main/.git/worktrees/w/gitdir", "read"],
    ["keeps other worktrees", worktree, "/main/.git/worktrees/other/HEAD", "read"],
    ["keeps the common settings", worktree, "/main/.git/config", "read"],
    [
      "opens nothing for a pointer that nobody points back to",
      { ...worktree, "/main/.git/worktrees/w/gitdir": "/elsewhere/.git" },
      "/main/.git/refs/heads/x",
      "read",
    ],
  ];
  for (const [what, tree, path, access] of cases) {
    test(what, async () => assert.equal(await cellAccess(tree, path), access));
  }
});

test("findGitPrograms() finds git and its programs, and none that the command could have made", async () => {
  const profile = builtinProfile("workspace-write");
  const plan = resolvePlan(profile, await memorySurroundings(profile, { tree: repository }));
  const view = memoryView({ "/usr/bin/git": "", "/usr/lib/git-core/git": "", "/project/bin/git": "" });
  assert.deepEqual(findGitPrograms(view, "/none:/usr/bin", plan)?.paths, [
    "/usr/bin/git",
    "/usr/lib/git-core",
  ]);
  assert.equal(findGitPrograms(view, "/project/bin:/usr/bin", plan), undefined);
  assert.equal(findGitPrograms(view, "relative", plan), undefined);
});
