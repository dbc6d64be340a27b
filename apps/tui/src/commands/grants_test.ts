import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Command, CommandContext } from "../cli/command.ts";
import { UsageError } from "../cli/usage-error.ts";
import { grantsCommand } from "./grants.ts";

const grant = (id: string, text: string, expiresAt = "2999-01-01T00:00:00.000Z") => ({
  id,
  scope: "user",
  covers: [{ kind: "write", path: "/extra" }],
  by: "user",
  createdAt: "2026-01-01T00:00:00.000Z",
  expiresAt,
  text,
});

async function run(home: string, name: string, args: readonly string[], json = false): Promise<string> {
  const command = grantsCommand.commands?.find((one) => one.name === name) as Command;
  let text = "";
  const context: CommandContext = {
    args,
    globals: { set: [], cwd: home, strictConfig: false, json },
    env: { PADDOCK_HOME: home },
    out: (part) => {
      text += part;
    },
    err: () => undefined,
    style: (_name, part) => part,
    signal: new AbortController().signal,
  };
  assert.equal(await command.run(context), 0);
  return text;
}

test("grants that outlive sessions are listed and taken back by the beginning of their id", async () => {
  const home = mkdtempSync(join(tmpdir(), "paddock-grants-"));
  try {
    assert.match(await run(home, "list", []), /Nothing is granted/);
    const kept = [
      grant("aaaa1111", "write /extra\u001b[2J"),
      grant("aabb2222", "old", "2026-01-02T00:00:00.000Z"),
      grant("bbbb3333", "reach h"),
    ];
    writeFileSync(join(home, "grants.json"), JSON.stringify(kept));
    const listed = await run(home, "list", []);
    assert.match(listed, /^#aaaa1111 {2}write \/extra/);
    assert.equal(listed.includes("\u001b"), false);
    assert.equal(listed.includes("old"), false, "what has ended does not count");
    await assert.rejects(run(home, "revoke", ["c"]), /there is no grant c/);
    await assert.rejects(run(home, "revoke", []), UsageError);
    assert.match(await run(home, "revoke", ["#aa"]), /taken back: write \/extra/);
    const left = JSON.parse(await run(home, "list", [], true)) as readonly { readonly id: string }[];
    assert.deepEqual(
      left.map(({ id }) => id),
      ["bbbb3333"],
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
