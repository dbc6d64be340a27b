import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const example = join(dirname(fileURLToPath(import.meta.url)), "embed.ts");
const deno = "Deno" in globalThis;

test("the integrator's example runs confined, is blocked outside and gets its question refused", {
  skip: process.platform === "linux" ? false : "the only backend so far is Linux",
}, () => {
  const base = mkdtempSync(join(tmpdir(), "paddock-embed-"));
  const folder = join(base, "ws");
  execFileSync("mkdir", [folder]);
  try {
    const args = deno
      ? ["run", "-A", "--no-check", example, folder]
      : ["--conditions=paddock-source", "--no-warnings", example, folder];
    const output = execFileSync(process.execPath, args, {
      encoding: "utf8",
      env: { ...process.env, PADDOCK_HOME: join(base, "home") },
    });
    assert.match(output, /done: written inside/);
    assert.match(output, /blocked: .*\/etc\/paddock-example/s);
    assert.match(output, /asked: Run with NO sandbox\? make install/);
    assert.match(output, /denied: .*nobody is here to answer/s);
    assert.equal(readFileSync(join(folder, "note.txt"), "utf8"), "written inside\n");
    assert.equal(existsSync("/etc/paddock-example"), false);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
