import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startModelServer, twoStepTask } from "@paddock/agent/testing";

const example = fileURLToPath(new URL("conversation.ts", import.meta.url));
const runtime =
  "Deno" in globalThis ? ["run", "-A", "--no-check"] : ["--conditions=paddock-source", "--no-warnings"];
const skip = process.platform === "linux" ? false : "the only backend so far is Linux";

test("the example runs with the offline guide and with a model", { skip }, async () => {
  const base = await mkdtemp(join(tmpdir(), "paddock-example-"));
  const folder = join(base, "ws");
  await mkdir(folder);
  await writeFile(join(folder, "note.txt"), "hello\n");
  const run = async (...args: readonly string[]): Promise<string> => {
    const env = { ...process.env, PADDOCK_HOME: join(base, "home") };
    return (await promisify(execFile)(process.execPath, [...runtime, example, folder, ...args], { env }))
      .stdout;
  };
  try {
    const guided = await run("run cat note.txt");
    assert.match(guided, /not a language model[\s\S]*> cat note\.txt\nhello\n[\s\S]*exit status 0/);
    await using server = await startModelServer(
      twoStepTask({ path: "note.txt", old: "hello", new: "hello world" }),
    );
    const modelled = await run("greet the world", server.url, "test");
    assert.match(modelled, /> list \.[\s\S]*> edit note\.txt[\s\S]*I changed note\.txt\./);
    assert.equal(await readFile(join(folder, "note.txt"), "utf8"), "hello world\n");
  } finally {
    await rm(base, { recursive: true, force: true });
  }
});
