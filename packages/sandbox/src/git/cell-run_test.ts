import assert from "node:assert/strict";
import { test } from "node:test";
import { builtinProfile } from "../builtin-profile.ts";
import { resolvePlan } from "../resolve.ts";
import { type MemoryTree, memoryView } from "../testing/memory-view.ts";
import { memorySurroundings } from "../testing/resolve-in-memory.ts";
import { type GitCellRun, gitCellRun } from "./cell-run.ts";

const tree: MemoryTree = {
  "/project/.git/HEAD": "",
  "/project/.git/config": '[filter "lfs"]\nclean = x',
  "/usr/bin/git": "",
  "/usr/lib/git-core/git": "",
};

async function run(
  argv: readonly string[],
  git: "commit" | "read-only" = "commit",
): Promise<GitCellRun | undefined> {
  const profile = builtinProfile("workspace-write", { git });
  const surroundings = await memorySurroundings(profile, { tree });
  const plan = resolvePlan(profile, surroundings);
  return gitCellRun({ profile, plan, surroundings, argv, path: "/usr/bin", view: memoryView(tree) });
}

test("gitCellRun() runs git by itself, with its own programs and no network", async () => {
  const cell = await run(["git", "commit", "-m", "x"]);
  assert.deepEqual(cell?.steps[0]?.argv, ["/usr/bin/git", "--no-pager", "commit", "-m", "x"]);
  assert.deepEqual(cell?.plan.execOnly, ["/usr/bin/git", "/usr/lib/git-core"]);
  assert.deepEqual(cell?.plan.network, { kind: "off" });
  assert.match(cell?.notes.join("; ") ?? "", /filters were off: lfs/);
});

test("gitCellRun() takes a script of nothing but plain git apart", async () => {
  const cell = await run(["sh", "-c", "git add -A && git commit -m 'a b'; git log"]);
  assert.deepEqual(
    cell?.steps.map((step) => [step.after, step.argv.at(-1)]),
    [
      ["always", "-A"],
      ["success", "a b"],
      ["always", "--no-textconv"],
    ],
  );
});

test("gitCellRun() says which step reads standard input", async () => {
  const cell = await run([
    "sh",
    "-c",
    "git add -A && git commit -F - && git commit --amend --file=- && git tag t",
  ]);
  assert.deepEqual(
    cell?.steps.map((step) => step.input),
    [false, true, true, false],
  );
});

const ordinary: readonly (readonly [what: string, argv: readonly string[]])[] = [
  ["what only reads", ["git", "log"]],
  ["a script that only reads", ["sh", "-c", "git status; git diff"]],
  ["a script with another program", ["sh", "-c", "make && git commit -m x"]],
  ["a script with arguments of its own", ["sh", "-c", "git commit -m x", "sh", "y"]],
  ["another shell option", ["bash", "-ic", "git commit -m x"]],
  ["a shell of the workspace", ["./sh", "-c", "git commit -m x"]],
  ["another program", ["make"]],
];
for (const [what, argv] of ordinary) {
  test(`gitCellRun() leaves ${what} to an ordinary run`, async () =>
    assert.equal(await run(argv), undefined));
}

test("gitCellRun() has no cell where git is read-only", async () => {
  assert.equal(await run(["git", "commit", "-m", "x"], "read-only"), undefined);
});
