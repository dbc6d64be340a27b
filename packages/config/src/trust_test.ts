import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { carryTrust } from "./carry-trust.ts";
import type { LoadedConfig } from "./effective.ts";
import { loadConfig } from "./load.ts";
import { rememberTrust } from "./trust-store.ts";

describe("trust", () => {
  let root = "";
  let home = "";
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "paddock-trust-")));
    home = join(root, "home", ".paddock");
    put("main/.git/HEAD", "ref: x\n");
    put("main/.paddock/config.toml", 'model = "main"\n');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const load = (folder: string, trust?: "trusted"): Promise<LoadedConfig> =>
    loadConfig({
      ...(trust ? { trust } : {}),
      cwd: join(root, folder),
      env: { HOME: join(root, "home") },
      locations: { system: join(root, "etc"), requirements: [], managed: join(root, "etc", "m.toml") },
    });

  it("of a main checkout holds for its linked worktrees, as long as their files are the same", async () => {
    put("work/.git", `gitdir: ${join(root, "main/.git/worktrees/work")}\n`);
    put("main/.git/worktrees/work/commondir", "../..\n");
    put("main/.git/worktrees/work/gitdir", `${join(root, "work/.git")}\n`);
    put("work/.paddock/config.toml", 'model = "main"\n');
    await rememberTrust({ root: join(root, "main"), level: "trusted", home });
    assert.equal((await load("work")).get("model"), "main");
    put("work/.paddock/config.toml", 'model = "work"\n');
    assert.equal((await load("work")).trust, "unknown");
  });

  it("holds on over an edit of the user's own, and over nothing else that changes meanwhile", async () => {
    put("main/sub/.paddock/config.toml", 'model = "sub"\n');
    const main = join(root, "main");
    const file = join(main, ".paddock/rules/approved.rules");
    const sub = await load("main/sub");
    await rememberTrust({ root: main, level: "trusted", home });
    await rememberTrust({ root: main, level: "trusted", home, digest: sub.project!.digest });
    const options = { root: main, cwd: join(main, "sub"), home, file };
    const rule = async (): Promise<void> => put("main/.paddock/rules/approved.rules", "# one\n");
    await carryTrust(options, rule);
    assert.equal((await load("main")).trust, "trusted");
    assert.equal((await load("main/sub")).trust, "trusted");
    await carryTrust(options, async () => {
      put("main/.paddock/rules/approved.rules", "# two\n");
      put("main/.paddock/config.toml", 'model = "other"\n');
    });
    assert.equal((await load("main")).trust, "unknown");
    // What was not trusted before does not become so.
    await carryTrust(options, async () => put("main/.paddock/rules/approved.rules", "# three\n"));
    assert.equal((await load("main")).trust, "unknown");
  });

  it("is not inherited by a folder that only claims to be a worktree", async () => {
    put("evil/.git", `gitdir: ${join(root, "main/.git/worktrees/work")}\n`);
    put("main/.git/worktrees/work/commondir", "../..\n");
    put("main/.git/worktrees/work/gitdir", `${join(root, "work/.git")}\n`);
    put("evil/.paddock/config.toml", 'model = "evil"\n');
    await rememberTrust({ root: join(root, "main"), level: "trusted", home });
    const config = await load("evil");
    assert.equal(config.trust, "unknown");
    assert.equal(config.get("model"), undefined);
  });

  it("shows what it would bring into force before it is given", async () => {
    put("main/.paddock/rules/a.rules", "rule()\n");
    const { project } = await load("main");
    assert.deepEqual(project?.activates, [
      { file: join(root, "main/.paddock/config.toml"), keys: ["model"] },
      { file: join(root, "main/.paddock/rules/a.rules"), keys: [] },
    ]);
  });

  it("for some content ends when a rule file changes", async () => {
    put("main/.paddock/rules/a.rules", "rule()\n");
    const before = await load("main");
    await rememberTrust({ root: join(root, "main"), level: "trusted", home, digest: before.project!.digest });
    assert.deepEqual((await load("main")).ruleFolders.at(-1), {
      path: join(root, "main/.paddock"),
      layer: "project",
    });
    put("main/.paddock/rules/a.rules", "other()\n");
    const after = await load("main");
    assert.equal(after.trust, "unknown");
    assert.ok(after.ruleFolders.every((folder) => folder.layer !== "project"));
  });

  it("of a project without files ends when it gets some", async () => {
    rmSync(join(root, "main/.paddock"), { recursive: true });
    await rememberTrust({ root: join(root, "main"), level: "trusted", home });
    assert.equal((await load("main")).trust, "trusted");
    put("main/.paddock/config.toml", 'model = "new"\n');
    const config = await load("main");
    assert.equal(config.trust, "unknown");
    assert.equal(config.get("model"), undefined);
  });

  it("is remembered for each folder that it was given in", async () => {
    put("main/sub/.paddock/config.toml", 'model = "sub"\n');
    await rememberTrust({
      root: join(root, "main"),
      level: "trusted",
      home,
      digest: (await load("main")).project!.digest,
    });
    const sub = await load("main/sub");
    assert.equal(sub.trust, "unknown");
    await rememberTrust({ root: join(root, "main"), level: "trusted", home, digest: sub.project!.digest });
    assert.equal((await load("main/sub")).get("model"), "sub");
    assert.equal((await load("main")).get("model"), "main");
  });

  it("is remembered for its owner alone, beside other answers", async () => {
    await rememberTrust({ root: '/a "b"', level: "trusted", home });
    await rememberTrust({ root: join(root, "main"), level: "untrusted", home });
    assert.equal(statSync(join(home, "trust.toml")).mode & 0o777, 0o600);
    assert.match(
      readFileSync(join(home, "trust.toml"), "utf8"),
      /\[projects\."\/a \\"b\\""\]\ntrust_level = "trusted"/,
    );
    const config = await load("main");
    assert.equal(config.trust, "untrusted");
    assert.equal(config.get("sandbox_mode"), "read-only");
    await assert.rejects(rememberTrust({ root: "relative", level: "trusted", home }), { code: "usage" });
  });

  it("decides whether a file that cannot be read matters: a stranger's must not keep anything from starting", async () => {
    const file = join(root, "main/.paddock/config.toml");
    const bad: readonly (() => void)[] = [
      () => mkdirSync(file),
      () => symlinkSync("/etc/passwd", file),
      () => symlinkSync("/nowhere", file),
      () => writeFileSync(file, "x".repeat(2_000_000)),
      () => writeFileSync(file, Buffer.from([0xff, 0xfe])),
    ];
    for (const make of bad) {
      rmSync(file, { recursive: true, force: true });
      make();
      const config = await load("main");
      assert.equal(config.get("sandbox_mode"), "read-only");
      assert.ok(config.notices.some((notice) => notice.code === "project_disabled"));
      await assert.rejects(load("main", "trusted"), { code: "unreadable_file" });
    }
  });

  it("is never given by the project itself, nor by a malformed file of it", async () => {
    put(
      "main/.paddock/config.toml",
      `[projects."${join(root, "main")}"]\ntrust_level = "trusted"\n[[[broken`,
    );
    const config = await load("main");
    assert.equal(config.trust, "unknown");
    assert.deepEqual(config.project?.activates[0]?.keys, ["(not valid TOML)"]);
  });
});
