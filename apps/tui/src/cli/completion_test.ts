import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Command } from "./command.ts";
import { completionScript, shells } from "./completion.ts";

const verify: Command = {
  name: "verify",
  summary: "Check it's whole",
  usage: ["logs verify"],
  flags: {},
  run: async () => 0,
};
const logs: Command = {
  name: "logs",
  summary: "Read: the record",
  usage: ["logs"],
  flags: { since: { type: "string", help: "from then on" } },
  commands: [verify],
  run: async () => 0,
};

const has = (shell: string): boolean => spawnSync(shell, ["-c", "exit 0"]).status === 0;

for (const shell of shells) {
  test(`the ${shell} script is valid ${shell}`, {
    skip: has(shell) ? false : `${shell} is not installed`,
  }, () => {
    // From a file: fish does not check what it reads from a pipe.
    const folder = mkdtempSync(join(tmpdir(), "paddock-completion-"));
    try {
      const script = join(folder, "paddock");
      writeFileSync(script, completionScript(shell, [logs]));
      const checked = spawnSync(shell, ["-n", script], { encoding: "utf8" });
      assert.equal(checked.stderr, "");
      assert.equal(checked.status, 0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

test("bash completes commands, nested commands and flags", {
  skip: has("bash") ? false : "bash is not installed",
}, () => {
  const complete = (...words: readonly string[]): string => {
    const script = `${completionScript("bash", [logs])}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _paddock; echo "\${COMPREPLY[*]}"`;
    return spawnSync("bash", ["-c", script], { encoding: "utf8" }).stdout.trim();
  };
  assert.equal(complete("paddock", "lo"), "logs");
  assert.match(complete("paddock", "logs", "v"), /^verify$/);
  assert.match(complete("paddock", "logs", "--s"), /--since/);
  assert.match(complete("paddock", "--jso"), /--json/);
});
