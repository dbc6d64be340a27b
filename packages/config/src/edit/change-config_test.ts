import assert from "node:assert/strict";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { LoadOptions } from "../load-options.ts";
import { changeConfig, textDigest } from "./change-config.ts";

describe("changeConfig", () => {
  let root = "";
  let file = "";
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "paddock-change-")));
    for (const folder of ["home/.paddock", "etc", "project"])
      mkdirSync(join(root, folder), { recursive: true, mode: 0o755 });
    file = join(root, "home/.paddock/config.toml");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const options = (): LoadOptions => ({
    cwd: join(root, "project"),
    env: { HOME: join(root, "home") },
    locations: {
      system: join(root, "etc"),
      requirements: [join(root, "etc/requirements.toml")],
      managed: join(root, "etc/m.toml"),
    },
  });

  it("keeps comments, mode and a link to the file, and leaves nothing behind", async () => {
    const target = join(root, "dotfiles.toml");
    writeFileSync(target, '# mine\nmodel = "a" # why\n');
    chmodSync(target, 0o640);
    symlinkSync(target, file);
    assert.deepEqual(await changeConfig(options(), [{ path: ["model"], value: "b" }]), [
      { key: "model", kind: "in-force" },
    ]);
    assert.ok(lstatSync(file).isSymbolicLink());
    assert.equal(readFileSync(target, "utf8"), '# mine\nmodel = "b" # why\n');
    assert.equal(statSync(target).mode & 0o777, 0o640);
    assert.deepEqual(
      readdirSync(root).filter((name) => name.startsWith(".")),
      [],
    );
  });

  it("makes a file that only its owner reads", async () => {
    await changeConfig(options(), [{ path: ["model"], value: "b" }]);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it("writes nothing where the result would not load", async () => {
    writeFileSync(file, 'model = "a"\n');
    await assert.rejects(changeConfig(options(), [{ path: ["sandbox_mode"], value: "bogus" }]), {
      code: "bad_value",
    });
    await assert.rejects(changeConfig(options(), [{ path: ["sandbox_mod"], value: "read-only" }]), {
      code: "unknown_key",
    });
    assert.equal(readFileSync(file, "utf8"), 'model = "a"\n');
  });

  it("lets an old unknown key stay where another key is written", async () => {
    writeFileSync(file, "old_key = 1\n");
    await changeConfig(options(), [{ path: ["model"], value: "b" }]);
    assert.equal(readFileSync(file, "utf8"), 'old_key = 1\nmodel = "b"\n');
  });

  it("refuses where somebody else was faster", async () => {
    writeFileSync(file, 'model = "a"\n');
    const ifDigest = textDigest('model = "a"\n');
    await changeConfig(options(), [{ path: ["model"], value: "b" }], { ifDigest });
    await assert.rejects(changeConfig(options(), [{ path: ["model"], value: "c" }], { ifDigest }), {
      code: "version_conflict",
    });
  });

  it("says what overrides a value, and refuses what requirements fix", async () => {
    writeFileSync(
      join(root, "etc/requirements.toml"),
      'allowed_sandbox_modes = ["read-only"]\nlog_dir = "/var/log/paddock"\n',
      { mode: 0o644 },
    );
    const [result] = await changeConfig({ ...options(), positions: true }, [
      { path: ["sandbox_mode"], value: "workspace-write" },
    ]);
    assert.equal(result?.kind, "overridden");
    assert.equal(result?.kind === "overridden" && result.explanation.clampedBy?.line, 1);
    await assert.rejects(changeConfig(options(), [{ path: ["log_dir"], value: "/tmp" }]), {
      code: "write_refused",
    });
  });
});
