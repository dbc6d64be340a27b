import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { SandboxError } from "../error.ts";
import { openSessionFolder } from "./session-folder.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "session-folder-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test("openSessionFolder() makes a closed folder with an open tmp, and removes both", () => {
  const folder = openSessionFolder(home);
  assert.equal(statSync(folder.path).mode & 0o7777, 0o700);
  assert.equal(statSync(folder.tmp).mode & 0o7777, 0o1777);
  folder.close();
  assert.equal(existsSync(folder.path), false);
  folder.close();
});

test("openSessionFolder() removes what dead sessions left and keeps what lives", () => {
  const mine = openSessionFolder(home);
  const dead = join(home, "run", "4194304-1-00000000");
  const other = join(home, "run", "notes");
  mkdirSync(join(dead, "tmp"), { recursive: true });
  mkdirSync(other);
  openSessionFolder(home).close();
  assert.equal(existsSync(dead), false);
  assert.equal(existsSync(other), true);
  assert.equal(existsSync(mine.tmp), true);
});

test("openSessionFolder() refuses a home that others may write", () => {
  chmodSync(home, 0o777);
  assert.throws(
    () => openSessionFolder(home),
    (error) => error instanceof SandboxError && error.code === "home-unsafe",
  );
});

test("openSessionFolder() refuses a run folder that is a link", () => {
  mkdirSync(join(home, "elsewhere"));
  symlinkSync(join(home, "elsewhere"), join(home, "run"));
  assert.throws(
    () => openSessionFolder(home),
    (error) => error instanceof SandboxError && error.code === "home-unsafe",
  );
});
