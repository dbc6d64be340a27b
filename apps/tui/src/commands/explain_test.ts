import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { CommandContext } from "../cli/command.ts";
import { UsageError } from "../cli/usage-error.ts";
import { explainCommand } from "./explain.ts";

async function explained(
  args: readonly string[],
  options: { readonly json?: boolean; readonly set?: readonly string[]; readonly file?: string } = {},
): Promise<string> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "paddock-explain-")));
  const cwd = join(base, "ws");
  mkdirSync(cwd);
  if (options.file !== undefined) writeFileSync(join(cwd, "action.json"), options.file);
  let text = "";
  try {
    const context: CommandContext = {
      args,
      globals: { set: options.set ?? [], cwd, strictConfig: false, json: options.json ?? false },
      env: { HOME: base, PADDOCK_HOME: join(base, ".paddock"), PATH: "/usr/bin:/bin" },
      out: (part) => {
        text += part;
      },
      err: () => undefined,
      style: (_name, part) => part,
      signal: new AbortController().signal,
    };
    assert.equal(await explainCommand.run(context), 0);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
  return text;
}

test("the path through the table is printed, with the row that decided", async () => {
  const text = await explained(["--shell", "ls", "--outside"]);
  assert.match(text, /^ask, then outside the sandbox\n/);
  assert.match(text, /> command\.escalation +A request to leave/);
  assert.match(text, /answers\n {2}once +exactly this, once/);
});

test("an action from a file is explained as JSON", async () => {
  const text = await explained(["action.json"], {
    json: true,
    file: '{"kind":"write","path":"/etc/hosts","content":""}',
    set: ['approval_policy="never"'],
  });
  const explanation = JSON.parse(text);
  assert.equal(explanation.decision, "deny");
  assert.equal(explanation.settings.policy.kind, "never");
  assert.equal(explanation.path.at(-1).id, "write.crossing");
});

test("what is no action is a usage error that names the file", async () => {
  for (const file of ["{", "[]", '{"kind":1}', '{"kind":"command"}']) {
    await assert.rejects(explained(["action.json"], { file }), UsageError, file);
  }
  await assert.rejects(explained(["missing.json"]), /missing\.json cannot be read/);
  await assert.rejects(explained([]), UsageError);
});
