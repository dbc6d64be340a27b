import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { linuxBackend } from "@paddock/sandbox-linux";
import { trailText } from "../test/trail-text.ts";

const skip =
  process.platform === "linux" && (await linuxBackend().probe()).available ? false : "no sandbox here";
const script = fileURLToPath(new URL("../test/kill-at.ts", import.meta.url));
const prefix =
  "Deno" in globalThis
    ? ["run", "-A", "--no-check", "--quiet"]
    : ["--conditions=paddock-source", "--no-warnings"];

test("whenever the process is killed, what was done outside has its decision on the disk", { skip }, () => {
  let seen = 0;
  for (let at = 0, ended = false; !ended; at++) {
    assert.ok(at < 40, "it never ends");
    const base = realpathSync(mkdtempSync("/var/tmp/paddock-kill-"));
    const [workspace, home] = [join(base, "ws"), join(base, "home")];
    mkdirSync(workspace);
    mkdirSync(home, { mode: 0o700 });
    try {
      const args = [...prefix, script, workspace, home, String(at)];
      const child = spawnSync(process.execPath, args, { encoding: "utf8" });
      ended = child.signal === null;
      if (ended) assert.match(child.stdout, /^done \d+\n$/, child.stderr);
      const text = trailText(join(home, "trail"));
      const allowed = text
        .split("\n")
        .some((line) => line.includes('"decision.made"') && line.includes('"decision":"allow"'));
      if (!existsSync(join(workspace, "made"))) continue;
      if (!ended) seen++;
      assert.ok(allowed, `killed before record ${at}`);
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  }
  assert.ok(seen > 0, "it was never killed behind the command");
});
