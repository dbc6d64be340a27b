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
  assert.match(text, /answers\n {2}once\n {2}this session: run `ls \.\.\.` outside the sandbox/);
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

test("what an answer would write to a rules file is shown", async () => {
  const text = await explained(["--shell", "npm test"], { set: ['approval_policy="untrusted"'] });
  assert.match(
    text,
    /\n {2}always\n {4}writes to \S+approved\.rules: prefix_rule\(pattern=\["npm", "test"\]/,
  );
});

const misplaced: readonly (readonly [string, string, RegExp])[] = [
  [
    "a trailing comma",
    '{"kind":"list",\n "path":".",}',
    /action\.json:2:13: this is not JSON: Expected double-quoted/,
  ],
  [
    "a missing comma",
    '{\n  "kind": "list"\n  "path": "."\n}',
    /action\.json:3:3: this is not JSON: Expected ',' or/,
  ],
  ["an early end", '{"kind":\n', /action\.json:1:9: this is not JSON: Unexpected end/],
  ["an empty file", "", /action\.json:1:1: this is not JSON/],
  ["an unknown kind", '{"kind":"comand"}', /action\.json: kind must be one of command, .* not "comand"/],
  ["a wrong type", '{"kind":"command","script":5}', /action\.json: script must be text, not 5/],
  [
    "a misspelt wish",
    '{"kind":"command","script":"x","escalate":{}}',
    /escalate is unknown; there are kind, ids, cwd/,
  ],
];
for (const [name, file, message] of misplaced) {
  test(`${name} is told with its place`, async () => {
    await assert.rejects(explained(["action.json"], { file }), (error: unknown) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      return true;
    });
  });
}

test("what is no action is a usage error that names the file", async () => {
  for (const file of ["{", "[]", '{"kind":1}', '{"kind":"command"}']) {
    await assert.rejects(explained(["action.json"], { file }), UsageError, file);
  }
  await assert.rejects(explained(["missing.json"]), /missing\.json cannot be read/);
  await assert.rejects(explained([]), UsageError);
});
