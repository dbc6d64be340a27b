import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type InstructionOptions, projectInstructions } from "./project-instructions.ts";

/** A project `p` with `.git` and a folder `p/a/b`, and a home `h`. */
async function project(
  files: Readonly<Record<string, string>>,
): Promise<{ dir: string; done: () => Promise<void> }> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), "paddock-instructions-")));
  for (const folder of ["h", "p/.git", "p/a/b"]) await mkdir(join(dir, folder), { recursive: true });
  for (const [path, text] of Object.entries(files)) await writeFile(join(dir, path), text);
  return { dir, done: () => rm(dir, { recursive: true, force: true }) };
}

async function read(dir: string, options: Partial<InstructionOptions> = {}) {
  return await projectInstructions({
    cwd: join(dir, "p/a"),
    home: join(dir, "h"),
    trusted: true,
    ...options,
  });
}

test("one file a folder counts, from home and root down to the working directory and not below", async () => {
  const { dir, done } = await project({
    "h/AGENTS.md": "home",
    "p/AGENTS.md": "root",
    "p/a/AGENTS.override.md": "override",
    "p/a/AGENTS.md": "hidden",
    "p/a/b/AGENTS.md": "below",
  });
  try {
    const found = await read(dir);
    const body = "home\n\n--- project-doc ---\n\nroot\n\noverride";
    assert.equal(
      found.text,
      `# AGENTS.md instructions for ${dir}/p/a\n\n<INSTRUCTIONS>\n${body}\n</INSTRUCTIONS>`,
    );
    assert.deepEqual(found.notices, []);
    assert.deepEqual(
      found.files.map((file) => file.path.slice(dir.length)),
      ["/h/AGENTS.md", "/p/AGENTS.md", "/p/a/AGENTS.override.md"],
    );
  } finally {
    await done();
  }
});

test("a project that is not trusted is not read", async () => {
  const { dir, done } = await project({ "h/AGENTS.md": "home", "p/AGENTS.md": "root" });
  try {
    const found = await read(dir, { trusted: false });
    assert.ok(found.text.includes("home") && !found.text.includes("root"));
    assert.equal(found.files.length, 1);
  } finally {
    await done();
  }
});

test("links, FIFOs and folders are refused without waiting, and named", async () => {
  const { dir, done } = await project({ "h/secret": "secret" });
  try {
    await symlink(join(dir, "h/secret"), join(dir, "p/AGENTS.md"));
    execFileSync("sh", ["-c", 'mkfifo "$1"', "sh", join(dir, "p/a/AGENTS.md")]);
    await mkdir(join(dir, "h/AGENTS.md"));
    const found = await read(dir);
    assert.equal(found.text, "");
    assert.equal(found.notices.length, 3);
    assert.match(found.notices.join("\n"), /p\/AGENTS\.md is a symbolic link/);
    assert.match(found.notices.join("\n"), /p\/a\/AGENTS\.md is not a regular file/);
  } finally {
    await done();
  }
});

test("the sum of the project's files is capped, and the cut is named", async () => {
  const { dir, done } = await project({ "p/AGENTS.md": "x".repeat(60), "p/a/AGENTS.md": "y".repeat(60) });
  try {
    const found = await read(dir, { maxBytes: 100 });
    assert.deepEqual(
      found.files.map((file) => file.bytes),
      [60, 40],
    );
    assert.match(found.notices[0] ?? "", /p\/a\/AGENTS\.md was cut/);
  } finally {
    await done();
  }
});

test("a file counts only at the digest a person accepted", async () => {
  const { dir, done } = await project({ "p/AGENTS.md": "root", "p/a/AGENTS.md": "changed" });
  try {
    const accepted = (await read(dir)).files[0]?.digest;
    const found = await read(dir, { isAccepted: (file) => file.digest === accepted });
    assert.ok(found.text.includes("root") && !found.text.includes("changed"));
    assert.match(found.notices[0] ?? "", /p\/a\/AGENTS\.md is new or has changed/);
  } finally {
    await done();
  }
});
