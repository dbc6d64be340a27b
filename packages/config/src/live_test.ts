import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type LiveConfig, openConfig } from "./live.ts";

describe("a live configuration", () => {
  let root = "";
  const requirements = (): string => join(root, "etc", "requirements.toml");
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "paddock-live-")));
    for (const folder of ["home/.paddock", "etc", "project"])
      mkdirSync(join(root, folder), { recursive: true, mode: 0o755 });
    writeFileSync(join(root, "home/.paddock/config.toml"), 'sandbox_mode = "workspace-write"\n');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const open = (): Promise<LiveConfig> =>
    openConfig({
      cwd: join(root, "project"),
      env: { HOME: join(root, "home") },
      locations: {
        system: join(root, "etc"),
        requirements: [requirements()],
        managed: join(root, "etc/m.toml"),
      },
    });
  const write = (text: string): void => writeFileSync(requirements(), text, { mode: 0o644 });

  it("stays the same object while nothing changes", async () => {
    const live = await open();
    assert.equal(await live.refresh(), live.current);
    const first = live.current;
    assert.equal(await live.refresh(), first);
  });

  it("is tightened at the next refresh, also for calls that wait in a queue", async () => {
    const live = await open();
    assert.equal(live.current.get("sandbox_mode"), "workspace-write");
    const before = live.refresh();
    write('allowed_sandbox_modes = ["read-only"]\n');
    const [, after] = await Promise.all([before, live.refresh()]);
    assert.equal(after.get("sandbox_mode"), "read-only");
    assert.equal(live.current, after);
  });

  it("sees a file replaced by one of the same size", async () => {
    write('allowed_sandbox_modes = ["read-only", "workspace-write"] \n');
    const live = await open();
    write('allowed_sandbox_modes = ["read-only"]                   #\n');
    assert.equal((await live.refresh()).get("sandbox_mode"), "read-only");
  });

  it("has another digest when the rules of a trusted project change, or stop counting", async () => {
    const rules = join(root, "project/.paddock/rules");
    mkdirSync(rules, { recursive: true });
    writeFileSync(join(rules, "a.rules"), "one\n");
    const home = join(root, "home/.paddock");
    writeFileSync(
      join(home, "config.toml"),
      `sandbox_mode = "read-only"\n[projects."${join(root, "project")}"]\ntrust_level = "trusted"\n`,
    );
    const live = await open();
    const first = live.current.digest;
    writeFileSync(join(rules, "a.rules"), "two\n");
    const second = (await live.refresh()).digest;
    assert.notEqual(second, first);
    writeFileSync(join(home, "config.toml"), 'sandbox_mode = "read-only"\n');
    assert.notEqual((await live.refresh()).digest, second);
  });

  it("fails closed while a policy is broken, again and again, and recovers with it", async () => {
    const live = await open();
    write("allowed_sandbox_mode = 1\n");
    await assert.rejects(live.refresh(), { code: "unknown_key" });
    await assert.rejects(live.refresh(), { code: "unknown_key" });
    write('allowed_sandbox_modes = ["read-only"]\n');
    assert.equal((await live.refresh()).get("sandbox_mode"), "read-only");
  });
});
