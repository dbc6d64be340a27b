import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import type { PlanEntry, SandboxPlan } from "@paddock/sandbox";
import { linuxBackend } from "./mod.ts";
import { env, planFor, scratch, text } from "./testdata/fixture.ts";

/** A plan that keeps folders and files, missing or not, from changing. */
function planOf(root: string, folders: readonly string[], files: readonly string[]): SandboxPlan {
  const entry = (name: string, file: boolean): PlanEntry => {
    const path = join(root, name);
    const missing = existsSync(path) ? {} : { missing: true, ...(file ? { file } : {}) };
    return { path, access: "read", reason: "auto-run", ...missing };
  };
  const entries = [...folders.map((name) => entry(name, false)), ...files.map((name) => entry(name, true))];
  return planFor(
    root,
    {},
    entries.sort((a, b) => (a.path < b.path ? -1 : 1)),
  );
}

async function run(plan: SandboxPlan, script: string): Promise<string> {
  const cwd = plan.roots[0]!;
  const child = await linuxBackend().spawn(plan, { argv: ["sh", "-c", `exec 2>&1; ${script}`], cwd, env });
  return await text(child.stdout);
}

/** A run that stands until it is killed with everything it holds. */
async function crash(plan: SandboxPlan): Promise<void> {
  const argv = ["sh", "-c", "echo up; sleep 60"];
  const child = await linuxBackend().spawn(plan, { argv, cwd: plan.roots[0]!, env });
  await child.stdout.getReader().read();
  process.kill(child.pid, "SIGKILL");
  await child.status;
}

test("a missing file reads as an empty one, and by no call comes into being", async () => {
  using at = scratch();
  const script = `
    cat .npmrc && wc -c < .npmrc
    (echo x > .npmrc) 2>/dev/null && echo WRITTEN
    echo x > other; mv other .npmrc 2>/dev/null && echo RENAMED
    ln -sf /etc/passwd .npmrc 2>/dev/null && echo LINKED
    ln -f other .npmrc 2>/dev/null && echo HARDLINKED
    mkdir .npmrc 2>/dev/null && echo MADE
    rm -f .npmrc 2>/dev/null && echo REMOVED
    mv .npmrc away 2>/dev/null && echo MOVED
    chmod 666 .npmrc 2>/dev/null && echo OPENED
    truncate -s 1 .npmrc 2>/dev/null && echo TRUNCATED
    true`;
  assert.equal(await run(planOf(at.root, [".paddock"], [".npmrc"]), script), "0\n");
  assert.deepEqual(readdirSync(at.root), ["other"]);
});

test("git passes over the names that are kept free", async () => {
  using at = scratch();
  const script =
    "git init -q --separate-git-dir=sub.git sub && cd sub && touch real && git add -A && git status --short";
  const plan = planOf(at.root, ["sub/.paddock"], ["sub/.npmrc", "sub/.envrc"]);
  mkdirSync(join(at.root, "sub"));
  assert.equal(await run(plan, script), "A  real\n");
});

test("several runs at once keep a missing file away until the last one ends", async () => {
  using at = scratch();
  const plan = planOf(at.root, [".paddock"], [".envrc", ".npmrc"]);
  const long = run(
    plan,
    "touch up; until [ -e over ]; do sleep 0.02; done; echo x > .npmrc; echo x > .envrc",
  );
  while (!existsSync(join(at.root, "up"))) await run(plan, "true");
  // Seen by now as objects that exist.
  assert.equal(await run(planOf(at.root, [".paddock"], [".envrc", ".npmrc"]), "cat .npmrc"), "");
  writeFileSync(join(at.root, "over"), "");
  assert.match(await long, /cannot create .npmrc[\s\S]*cannot create .envrc/);
  assert.deepEqual(readdirSync(at.root).sort(), ["over", "up"]);
});

test("what a crash leaves is taken over by the next run, also below a set-group-id folder", async () => {
  using at = scratch();
  chmodSync(at.root, 0o2755);
  await crash(planOf(at.root, [".paddock", ".codex"], [".npmrc"]));
  assert.deepEqual(readdirSync(at.root).sort(), [".codex", ".npmrc", ".paddock"]);
  assert.equal(await run(planOf(at.root, [".paddock", ".codex"], [".npmrc"]), "cat .npmrc"), "");
  assert.deepEqual(readdirSync(at.root), []);
});

test("a plan that was made while another run held the names is good when that run is over", async () => {
  using at = scratch();
  for (const name of [".codex", ".paddock"]) mkdirSync(join(at.root, name), { mode: 0o1555 });
  const plan = planOf(at.root, [".codex", ".paddock"], []);
  for (const name of [".codex", ".paddock"]) rmdirSync(join(at.root, name));
  assert.match(await run(plan, "mkdir .codex; mkdir .paddock/x; echo up"), /up\n$/);
  assert.deepEqual(readdirSync(at.root), []);
});

test("a file that exists, or comes to exist, is what is protected", async () => {
  using at = scratch();
  mkdirSync(join(at.root, ".paddock"));
  const plan = planOf(at.root, [".paddock"], [".npmrc"]);
  writeFileSync(join(at.root, ".npmrc"), "mine\n");
  assert.match(await run(plan, "cat .npmrc; echo x > .npmrc"), /^mine\n.*cannot create/);
  assert.deepEqual(readdirSync(at.root).sort(), [".npmrc", ".paddock"]);
});

test("without a protected folder beside it, a folder stands for a missing file", async () => {
  using at = scratch();
  const child = run(
    planOf(at.root, [], [".npmrc"]),
    "touch up; until [ -e over ]; do sleep 0.02; done; echo x > .npmrc",
  );
  while (!existsSync(join(at.root, "up"))) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(statSync(join(at.root, ".npmrc")).isDirectory());
  writeFileSync(join(at.root, "over"), "");
  assert.match(await child, /cannot create/);
  assert.deepEqual(readdirSync(at.root).sort(), ["over", "up"]);
});

// Where nobody inside could make the name there is nothing to hold: an immutable folder, or one of another user.
test("a folder that takes no new name needs no placeholder, and stays where it is", async (t) => {
  using at = scratch();
  const isRoot = process.getuid?.() === 0;
  const shut = isRoot ? join(at.root, "sub") : "/usr";
  const immutable = (flag: string): number | null => spawnSync("chattr", [flag, shut]).status;
  if (isRoot) mkdirSync(shut);
  if (isRoot && immutable("+i") !== 0) return t.skip("no folder can be made immutable here");
  try {
    const plan = planOf(isRoot ? at.root : shut, isRoot ? ["sub/.git"] : [".git", ".paddock"], []);
    const script = "mv sub other; mkdir -p sub/.git .git; ls -A sub; echo up";
    assert.match(await run(plan, script), /up\n$/);
    assert.equal(existsSync(join(shut, ".git")), false);
    if (isRoot) assert.equal(existsSync(join(at.root, "other")), false);
  } finally {
    if (isRoot) immutable("-i");
  }
});

test("an own folder that is closed is refused with a way out: a command could open it", {
  skip: process.getuid?.() === 0 ? "nothing is closed to user 0" : false,
}, async () => {
  using at = scratch();
  chmodSync(at.root, 0o555);
  await assert.rejects(run(planOf(at.root, [".git"], []), "true"), {
    code: "refused",
    message: /placeholder: .*EACCES/,
  });
});
