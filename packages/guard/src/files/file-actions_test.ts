import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { linuxBackend } from "@paddock/sandbox-linux";
import type { Action } from "../action.ts";
import { createGuard } from "../create-guard.ts";
import type { Guard } from "../guard-types.ts";
import type { RunResult } from "../run.ts";

const skip =
  process.platform === "linux" && (await linuxBackend().probe()).available ? false : "no sandbox here";

interface Place {
  readonly guard: Guard;
  readonly workspace: string;
  /** Beside the workspace: outside every root. */
  readonly beside: string;
  run(action: Action): Promise<RunResult>;
  patch(...lines: string[]): Promise<RunResult>;
}

async function inPlace(use: (place: Place) => Promise<void>): Promise<void> {
  const base = realpathSync(mkdtempSync("/var/tmp/paddock-files-"));
  const [workspace, home, beside] = [join(base, "ws"), join(base, "home"), join(base, "beside")];
  for (const folder of [workspace, beside]) mkdirSync(folder);
  mkdirSync(home, { mode: 0o700 });
  const env = { HOME: base, PADDOCK_HOME: home, PATH: "/usr/bin:/bin" };
  try {
    await using guard = await createGuard({
      workspace,
      trust: "trusted",
      env,
      onAsk: async () => ({ decision: "deny", by: "user" }),
    });
    const run = (action: Action): Promise<RunResult> => guard.run(action).result;
    const patch = (...lines: string[]): Promise<RunResult> =>
      run({ kind: "patch", patch: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n") });
    await use({ guard, workspace, beside, run, patch });
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

test("a huge file is read in parts, and its size does not come to the host", { skip }, async () => {
  await inPlace(async ({ workspace, run }) => {
    const path = join(workspace, "huge");
    writeFileSync(path, "head\n");
    truncateSync(path, 300 * 1024 * 1024);
    const text = await run({ kind: "read", path });
    assert.match(text.text, /^binary file of 314572800 bytes$/);
    const whole = await run({ kind: "read", path, bytes: true });
    assert.equal(whole.file?.errno, "EFBIG");
    const part = await run({ kind: "read", path, bytes: true, offset: 2, limit: 3 });
    assert.equal(Buffer.from(part.file?.data ?? "", "base64").toString(), "ad\n");
    assert.equal(part.file?.info?.size, 314572800);
    assert.equal(part.file?.digest, undefined);
    writeFileSync(path, `${"0123456789".repeat(1_000_000)}end`);
    const long = await run({ kind: "read", path });
    assert.match(
      long.text,
      /characters left out[\s\S]*\[bytes 0 to 4194304 of 10000003; read on with offset 4194304\]$/,
    );
    assert.ok(long.text.length < 61_000);
    const rest = await run({ kind: "read", path, offset: 9_999_998 });
    assert.equal(rest.text, "89end\n[bytes 9999998 to 10000003 of 10000003]");
  });
});

test("text keeps its marks and characters: byte order, line ends, cut characters", { skip }, async () => {
  await inPlace(async ({ workspace, run }) => {
    const path = join(workspace, "a");
    writeFileSync(path, "\ufeffa\r\nb");
    assert.equal((await run({ kind: "read", path })).text, "\ufeffa\r\nb");
    writeFileSync(path, "häh");
    assert.equal((await run({ kind: "read", path, limit: 2 })).text.split("\n")[0], "h");
    assert.equal((await run({ kind: "read", path, offset: 2 })).text.split("\n")[0], "h");
    writeFileSync(path, "");
    assert.equal((await run({ kind: "read", path })).text, "");
    const bytes = Uint8Array.of(0, 255, 10, 13, 128);
    const content = Buffer.from(bytes).toString("base64");
    await run({ kind: "write", path: "b", content, encoding: "base64" });
    assert.deepEqual(new Uint8Array(readFileSync(join(workspace, "b"))), bytes);
    const back = await run({ kind: "read", path: "b", bytes: true });
    assert.equal(back.file?.data, content);
  });
});

test("what is no file says so, and a pipe or device does not hang", { skip }, async () => {
  await inPlace(async ({ workspace, run }) => {
    mkdirSync(join(workspace, "dir"));
    symlinkSync("nowhere", join(workspace, "dangling"));
    symlinkSync("loop", join(workspace, "loop"));
    await run({ kind: "command", script: "mkfifo pipe" });
    const cases: readonly [Action, string][] = [
      [{ kind: "read", path: "dir" }, "EISDIR"],
      [{ kind: "read", path: "missing" }, "ENOENT"],
      [{ kind: "read", path: "dangling" }, "ENOENT"],
      [{ kind: "read", path: "pipe" }, "EINVAL"],
      [{ kind: "read", path: "/dev/zero" }, "EINVAL"],
      [{ kind: "list", path: "missing" }, "ENOENT"],
      [{ kind: "list", path: "pipe" }, "ENOTDIR"],
      [{ kind: "write", path: "dir", content: "" }, "EISDIR"],
      [{ kind: "write", path: "pipe", content: "" }, "EINVAL"],
      [{ kind: "write", path: "pipe/x", content: "" }, "ENOTDIR"],
    ];
    for (const [action, errno] of cases) {
      const result = await run(action);
      assert.equal(result.outcome, "failed", JSON.stringify(action));
      assert.equal(result.file?.errno, errno, JSON.stringify(action));
    }
    const listed = await run({ kind: "list", path: "." });
    assert.deepEqual(listed.text.split("\n"), ["dangling@", "dir/", "loop@", "pipe"]);
    assert.deepEqual(
      listed.file?.entries?.map(({ name, type }) => `${name} ${type}`),
      ["dangling symlink", "dir directory", "loop symlink", "pipe other"],
    );
  });
});

test("a write replaces what a link points to inside, and reaches nothing outside through one", {
  skip,
}, async () => {
  await inPlace(async ({ workspace, beside, run }) => {
    writeFileSync(join(workspace, "target"), "old");
    chmodSync(join(workspace, "target"), 0o750);
    symlinkSync("target", join(workspace, "link"));
    assert.equal((await run({ kind: "write", path: "link", content: "new" })).outcome, "done");
    assert.ok(lstatSync(join(workspace, "link")).isSymbolicLink());
    assert.equal(readFileSync(join(workspace, "target"), "utf8"), "new");
    assert.equal(statSync(join(workspace, "target")).mode & 0o777, 0o750);
    writeFileSync(join(beside, "secret"), "s");
    symlinkSync(join(beside, "secret"), join(workspace, "out"));
    symlinkSync(beside, join(workspace, "outdir"));
    for (const path of ["out", "outdir/secret", "outdir/fresh"]) {
      const result = await run({ kind: "write", path, content: "evil" });
      assert.ok(result.outcome === "denied" || result.outcome === "blocked", path);
    }
    assert.equal(readFileSync(join(beside, "secret"), "utf8"), "s");
    assert.deepEqual(readdirSync(beside), ["secret"]);
  });
});

test("a write only counts for the file that its writer knows", { skip }, async () => {
  await inPlace(async ({ workspace, run }) => {
    writeFileSync(join(workspace, "a"), "one");
    const known = (await run({ kind: "read", path: "a" })).file?.digest ?? "";
    writeFileSync(join(workspace, "a"), "two");
    const late = await run({ kind: "write", path: "a", content: "mine", ifDigest: known });
    assert.equal(late.outcome, "failed");
    assert.equal((await run({ kind: "write", path: "a", content: "x", ifDigest: null })).outcome, "failed");
    assert.equal(readFileSync(join(workspace, "a"), "utf8"), "two");
    const fresh = (await run({ kind: "read", path: "a" })).file?.digest ?? "";
    assert.equal((await run({ kind: "write", path: "a", content: "mine", ifDigest: fresh })).outcome, "done");
    assert.equal((await run({ kind: "write", path: "new/deep/b", content: "b" })).outcome, "done");
    assert.equal(readFileSync(join(workspace, "new/deep/b"), "utf8"), "b");
  });
});

test("a patch with several hunks, renames, deletes and additions is done whole", { skip }, async () => {
  await inPlace(async ({ workspace, run, patch }) => {
    const at = (name: string): string => join(workspace, name);
    writeFileSync(at("a"), "\ufeff1\r\n2\r\n3\r\n4\r\n5");
    writeFileSync(at("tool.sh"), "#!/bin/sh\necho a\n");
    chmodSync(at("tool.sh"), 0o755);
    writeFileSync(at("gone"), "x\n");
    const result = await patch(
      "*** Update File: a",
      "@@",
      "-1",
      "+one",
      "@@",
      " 4",
      "-5",
      "+five",
      "*** Update File: tool.sh",
      "*** Move to: bin/tool.sh",
      "-echo a",
      "+echo b",
      "*** Delete File: gone",
      "*** Add File: fresh/x",
      "+new",
    );
    assert.equal(result.outcome, "done", result.text);
    assert.equal(readFileSync(at("a"), "utf8"), "\ufeffone\r\n2\r\n3\r\n4\r\nfive");
    assert.equal(readFileSync(at("bin/tool.sh"), "utf8"), "#!/bin/sh\necho b\n");
    assert.equal(statSync(at("bin/tool.sh")).mode & 0o777, 0o755);
    assert.equal(existsSync(at("tool.sh")) || existsSync(at("gone")), false);
    assert.equal(readFileSync(at("fresh/x"), "utf8"), "new\n");
    const moved = await patch("*** Update File: a", "*** Move to: z");
    assert.equal(moved.outcome, "done", moved.text);
    assert.equal(existsSync(at("a")), false);
    assert.equal((await run({ kind: "read", path: "z" })).outcome, "done");
  });
});

test("a patch that cannot be done whole leaves every file as it was", { skip }, async () => {
  await inPlace(async ({ workspace, beside, patch }) => {
    const at = (name: string): string => join(workspace, name);
    const files: Readonly<Record<string, string | Buffer>> = {
      a: "1\n2\n",
      b: "x\n",
      there: "t\n",
      latin: Buffer.from([0xe4, 0x0a]),
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(at(name), content);
    chmodSync(at("b"), 0o700);
    mkdirSync(at(".git"));
    mkdirSync(at("dir"));
    const first = ["*** Update File: a", "-1", "+one", "*** Delete File: b"];
    const cases: readonly [why: string, lines: readonly string[], text: RegExp][] = [
      ["a line is missing", ["*** Update File: there", "-nope", "+x"], /chunk 1.*nothing was written/s],
      ["a file is missing", ["*** Delete File: missing"], /No such file/],
      ["it is there already", ["*** Add File: there", "+x"], /exists already/],
      ["a move lands on a file", ["*** Update File: latin", "*** Move to: there"], /UTF-8|exists already/],
      ["it is no text", ["*** Update File: latin", "+x"], /no UTF-8 text/],
      ["it is a folder", ["*** Delete File: dir"], /directory/],
      ["it is named twice", ["*** Update File: a", "-2", "+two"], /more than once/],
      ["it is outside", [`*** Add File: ${beside}/x`, "+x"], /answer was no/],
      ["it is protected", ["*** Add File: .git/x", "+x"], /answer was no/],
    ];
    for (const [why, lines, text] of cases) {
      const result = await patch(...first, ...lines);
      assert.notEqual(result.outcome, "done", why);
      assert.match(result.text, text, why);
      for (const [name, content] of Object.entries(files))
        assert.deepEqual(readFileSync(at(name)), Buffer.from(content), `${why}: ${name}`);
      assert.equal(statSync(at("b")).mode & 0o777, 0o700, why);
    }
    assert.deepEqual(readdirSync(beside), []);
  });
});

test("edits at the same time never lose one that was reported as done", { skip }, async () => {
  await inPlace(async ({ workspace, patch }) => {
    const path = join(workspace, "list");
    writeFileSync(path, "end\n");
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, n) => patch("*** Update File: list", `+line ${n}`, " end")),
    );
    const done = results.flatMap(({ outcome }, n) => (outcome === "done" ? [`line ${n}`] : []));
    const lines = readFileSync(path, "utf8").split("\n");
    for (const line of done) assert.ok(lines.includes(line), `${line} was reported as done and is gone`);
    assert.equal(lines.length - 2, done.length);
    assert.deepEqual(readdirSync(workspace).sort(), ["list"]);
  });
});

test("a search finds text, says when there is none, and takes any pattern as a pattern", {
  skip,
}, async () => {
  await inPlace(async ({ workspace, run }) => {
    writeFileSync(join(workspace, "a.txt"), "alpha\n--beta\n");
    writeFileSync(join(workspace, "bin"), Buffer.from([0, 1, 2, 97, 108, 112, 104, 97]));
    assert.match((await run({ kind: "search", pattern: "alph" })).text, /a\.txt:1:alpha/);
    assert.match((await run({ kind: "search", pattern: "--beta" })).text, /a\.txt:2:--beta/);
    assert.equal((await run({ kind: "search", pattern: "zzz" })).text, "(no match)");
    assert.equal((await run({ kind: "search", pattern: "(" })).outcome, "failed");
    assert.equal((await run({ kind: "search", pattern: "a", path: "missing" })).outcome, "failed");
  });
});
