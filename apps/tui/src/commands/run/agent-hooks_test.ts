import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { AGENT_PROFILES, type AgentProfile, agentAccess } from "@paddock/guard";
import { agentHooks } from "./agent-hooks.ts";
import { agentLines } from "./agent-settings.ts";

const agent = (name: string): AgentProfile => AGENT_PROFILES.find((profile) => profile.name === name)!;

for (const { name, hooks } of AGENT_PROFILES) {
  if (hooks === undefined || hooks.format === "codex") continue;
  test(`${name} is told of a file that calls the hook`, (t) => {
    const { argv, settings, hasHooks, why } = agentHooks(agent(name), [name], {});
    if (why !== undefined) return t.skip(why);
    assert.equal(hasHooks, true);
    const named = hooks.by.kind === "flag" ? argv.at(-1) : /="(.*)"$/.exec(settings[0] ?? "")?.[1];
    const text = readFileSync(named as string, "utf8");
    const plugin = /"\.\/(.*\.js)"/.exec(text)?.[1];
    const called = plugin === undefined ? text : readFileSync(join(dirname(named as string), plugin), "utf8");
    assert.match(called, /eval \\?"\$PADDOCK_HOOK\\?"/);
  });
}

test("an agent that passes over settings below an open folder is not said to go by the rules there", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "hooks-")));
  try {
    chmodSync(folder, 0o777);
    const open = agentHooks(agent("gemini"), ["gemini"], {}, () => join(folder, "hooks.json"));
    assert.deepEqual([open.hasHooks, open.settings], [false, []]);
    assert.equal(open.why, `it takes no hooks from below ${folder}, which others may write`);
    const access = agentAccess(agent("gemini"), {}, "/home/u");
    const lines = agentLines(agent("gemini"), access, { mode: "workspace-write" }, "/home/u", open);
    assert.doesNotMatch(lines[0] ?? "", /by the rules/);
    assert.match(
      lines[1] ?? "",
      /^gemini: its commands are not judged by the rules: it takes no hooks from below/,
    );
    const others = agentHooks(agent("qwen"), ["qwen"], {}, () => join(folder, "hooks.json"));
    assert.equal(others.hasHooks, true);
  } finally {
    rmSync(folder, { recursive: true });
  }
  // No folder above this one is open on any machine that is worth asking.
  const own = agentHooks(agent("gemini"), ["gemini"], {}, () => "/etc/hooks.json");
  assert.deepEqual([own.hasHooks, own.why], [true, undefined]);
  assert.match(
    agentLines(
      agent("gemini"),
      agentAccess(agent("gemini"), {}, "/h"),
      { mode: "workspace-write" },
      "/h",
      own,
    )[0] ?? "",
    /runs its commands by the rules/,
  );
});

test("what the user set by themselves stays", () => {
  const env = { QWEN_CODE_SYSTEM_SETTINGS_PATH: "/mine.json" };
  assert.equal(agentHooks(agent("qwen"), ["qwen"], env).hasHooks, false);
  for (const argv of [
    ["claude", "--settings", "mine.json"],
    ["claude", "--settings=mine.json"],
  ])
    assert.deepEqual(agentHooks(agent("claude"), argv, {}), { argv, settings: [], hasHooks: false });
  const argv = ["codex", "-c", "hooks.PreToolUse=[]"];
  assert.deepEqual(agentHooks(agent("codex"), argv, {}), { argv, settings: [], hasHooks: false });
});

test("flags stand right behind the program, where every subcommand takes them", () => {
  const { argv } = agentHooks(agent("claude"), ["npx", "claude", "mcp", "list"], {});
  assert.deepEqual(argv.toSpliced(3, 1), ["npx", "claude", "--settings", "mcp", "list"]);
  const wrapped = agentHooks(agent("claude"), ["./mine", "-p", "x"], {}).argv;
  assert.deepEqual(wrapped.slice(0, 4), ["./mine", "-p", "x", "--settings"]);
});

test("Codex is told of the hook, and that it was reviewed", () => {
  const { argv, hasHooks } = agentHooks(agent("codex"), ["codex", "exec", "x"], {});
  assert.equal(hasHooks, true);
  assert.deepEqual(argv.slice(5), ["exec", "x"]);
  assert.match(argv[2] ?? "", /^hooks\.PreToolUse=.*command="eval \\"\$PADDOCK_HOOK\\""/);
  assert.match(
    argv[4] ?? "",
    /^hooks\.state=\{"\/<session-flags>\/config\.toml:pre_tool_use:0:0"=\{trusted_hash="sha256:[0-9a-f]{64}"\}\}$/,
  );
});

test("an agent without hooks runs as it is", () => {
  assert.deepEqual(agentHooks(agent("aider"), ["aider"], {}), {
    argv: ["aider"],
    settings: [],
    hasHooks: false,
  });
});
