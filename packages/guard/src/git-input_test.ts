import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { linuxBackend } from "@paddock/sandbox-linux";
import { createGuard } from "./create-guard.ts";

const skip =
  process.platform === "linux" && (await linuxBackend().probe()).available ? false : "no sandbox here";
const inherits = fileURLToPath(new URL("../test/commit-from-input.ts", import.meta.url));
const prefix =
  "Deno" in globalThis
    ? ["run", "-A", "--no-check", "--quiet"]
    : ["--conditions=paddock-source", "--no-warnings"];

/** Steps of one git cell; only the last reads. */
const script = "git add f && git status --short && git commit -q -F -";

async function withRepository(
  use: (folder: { readonly workspace: string; readonly home: string; log(): string }) => Promise<void>,
): Promise<void> {
  // Not in /tmp, which a private tmp covers.
  const base = realpathSync(mkdtempSync("/var/tmp/guard-git-"));
  const [workspace, home] = [join(base, "ws"), join(base, "home")];
  mkdirSync(workspace);
  mkdirSync(home, { mode: 0o700 });
  const git = (...args: string[]): string =>
    execFileSync("git", ["-C", workspace, ...args], {
      encoding: "utf8",
      env: { HOME: home, PATH: "/usr/bin:/bin" },
    });
  try {
    git("init", "-q");
    git("config", "user.name", "a");
    git("config", "user.email", "a@b");
    writeFileSync(join(workspace, "f"), "x");
    await use({ workspace, home, log: () => git("log", "--format=%B") });
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

test("what is written to a command of several git steps is read by the step that asks for it", {
  skip,
}, async () => {
  await withRepository(async ({ workspace, home, log }) => {
    const env = { HOME: home, PADDOCK_HOME: home, PATH: "/usr/bin:/bin" };
    await using guard = await createGuard({ workspace, trust: "trusted", env });
    const run = guard.run({ kind: "command", script, input: true });
    await run.write("from the pipe\n");
    await run.end();
    assert.equal((await run.result).outcome, "done", (await run.result).text);
    assert.equal(log().trim(), "from the pipe");
    // Nobody reads this one; writing to it neither fails nor waits for ever.
    const deaf = guard.run({ kind: "command", script: "git tag v1 && git tag v2", input: true });
    await deaf.write("unread");
    await deaf.end();
    assert.equal((await deaf.result).outcome, "done");
  });
});

test("the host's own input, too, goes to the step that asks for it", { skip }, async () => {
  await withRepository(async ({ workspace, home, log }) => {
    const args = [...prefix, inherits, workspace, home, script];
    const child = spawnSync(process.execPath, args, { encoding: "utf8", input: "from the host\n" });
    assert.match(child.stderr, /^done/m, child.stderr);
    assert.equal(child.stdout, "A  f\n");
    assert.equal(log().trim(), "from the host");
  });
});
