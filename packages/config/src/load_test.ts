import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { ConfigError } from "./config-error.ts";
import type { LoadedConfig } from "./effective.ts";
import { loadConfig } from "./load.ts";
import type { LoadOptions } from "./load-options.ts";
import { rememberTrust } from "./trust-store.ts";

describe("loadConfig", () => {
  let root = "";
  let home = "";
  let project = "";
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "paddock-config-")));
    home = join(root, "home", ".paddock");
    project = join(root, "project");
    mkdirSync(home, { recursive: true });
    mkdirSync(join(project, ".git"), { recursive: true });
    mkdirSync(join(project, ".paddock"));
    mkdirSync(join(root, "etc"), { mode: 0o755 });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const user = (text: string): void => writeFileSync(join(home, "config.toml"), text);
  const inProject = (text: string): void => writeFileSync(join(project, ".paddock", "config.toml"), text);
  const load = (options: Partial<LoadOptions> = {}): Promise<LoadedConfig> =>
    loadConfig({
      cwd: project,
      env: { HOME: join(root, "home") },
      locations: {
        system: join(root, "etc"),
        managed: join(root, "etc", "managed_config.toml"),
        requirements: [],
      },
      ...options,
    });

  it("reads only in a project that nobody has trusted, and says so", async () => {
    inProject('model = "theirs"');
    const config = await load();
    assert.equal(config.trust, "unknown");
    assert.equal(config.get("sandbox_mode"), "read-only");
    assert.equal(config.get("model"), undefined);
    assert.deepEqual(
      config.notices.map((notice) => notice.code),
      ["project_disabled"],
    );
  });

  it("counts a trusted project's file, but not what would widen", async () => {
    inProject('model = "theirs"\nsandbox_mode = "danger-full-access"\nnotify = ["sh"]\n');
    const config = await load({ trust: "trusted", positions: true });
    assert.equal(config.get("model"), "theirs");
    assert.equal(config.get("sandbox_mode"), "workspace-write");
    assert.deepEqual(
      config.notices.map((notice) => [notice.code, notice.key, notice.origin?.line]),
      [
        ["project_key_ignored", "sandbox_mode", 2],
        ["project_key_ignored", "notify", 3],
      ],
    );
  });

  it("asks again when the files that were trusted have changed", async () => {
    inProject('model = "theirs"');
    const before = await load();
    await rememberTrust({ root: project, level: "trusted", home, digest: before.project!.digest });
    assert.equal((await load()).trust, "trusted");
    inProject('model = "other"');
    const after = await load();
    assert.equal(after.trust, "unknown");
    assert.ok(after.notices.some((notice) => notice.code === "trust_changed"));
  });

  it("says where each value comes from and what it overrode", async () => {
    user('model = "mine"\n[sandbox_workspace_write]\nwritable_roots = ["~/x", "y"]\n');
    const config = await load({ set: ['model="cli"'], positions: true });
    assert.deepEqual(config.explain("model"), {
      key: "model",
      value: "cli",
      winner: { layer: "session" },
      overridden: [
        { value: "mine", origin: { layer: "user", file: join(home, "config.toml"), line: 1, column: 1 } },
      ],
    });
    assert.deepEqual(config.get("sandbox_workspace_write.writable_roots"), [
      join(root, "home", "x"),
      join(home, "y"),
    ]);
  });

  it("names file, line, column and the offending text of a bad value", async () => {
    user('\nsandbox_mode = "read-onyl"');
    await assert.rejects(load(), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(error.code, "bad_value");
      assert.equal(
        error.message,
        `${join(home, "config.toml")}:2:1: sandbox_mode is "read-onyl", expected one of "read-only", "workspace-write", "danger-full-access"; did you mean "read-only"?`,
      );
      return true;
    });
  });

  it("refuses system files that others could have changed, and dangling links", async () => {
    const file = join(root, "etc", "config.toml");
    writeFileSync(file, 'model = "sys"');
    chmodSync(file, 0o666);
    await assert.rejects(load(), { code: "unsafe_file" });
    rmSync(file);
    symlinkSync(join(root, "nowhere"), file);
    await assert.rejects(load(), { code: "unsafe_file" });
  });

  it("puts settings of a running session on top, clamped like everything else, without reading again", async () => {
    const requirements = join(root, "etc", "requirements.toml");
    writeFileSync(requirements, 'allowed_sandbox_modes = ["read-only"]\n', { mode: 0o644 });
    user('[permissions.wide.filesystem]\n":root" = "write"\n');
    const config = await load({
      locations: { system: join(root, "etc"), requirements: [requirements], managed: join(root, "m.toml") },
    });
    rmSync(requirements);
    const wide = config.override({ default_permissions: "wide", model: "other" });
    assert.equal(wide.get("default_permissions"), ":read-only");
    assert.equal(wide.get("model"), "other");
    assert.equal(wide.explain("model")?.winner.layer, "runtime");
    assert.notEqual(wide.digest, config.digest);
    assert.equal(config.get("model"), undefined);
    assert.throws(() => config.override({ default_permissions: "nope" }), { code: "bad_reference" });
  });

  it("refuses a profile that has no file", async () => {
    await assert.rejects(load({ profile: "strict" }), { code: "missing_profile" });
    await assert.rejects(load({ profile: "../x" }), { code: "usage" });
  });
});
