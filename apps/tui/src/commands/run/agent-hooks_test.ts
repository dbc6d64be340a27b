import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { AGENT_PROFILES, type AgentProfile } from "@paddock/guard";
import { agentHooks } from "./agent-hooks.ts";

const agent = (name: string): AgentProfile => AGENT_PROFILES.find((profile) => profile.name === name)!;

for (const { name, hooks } of AGENT_PROFILES) {
  if (hooks === undefined) continue;
  test(`${name} is told of a file that calls the hook`, () => {
    const { argv, settings, hasHooks } = agentHooks(agent(name), [name], {});
    assert.equal(hasHooks, true);
    const named = hooks.by.kind === "flag" ? argv.at(-1) : /="(.*)"$/.exec(settings[0] ?? "")?.[1];
    assert.match(readFileSync(named as string, "utf8"), /eval \\"\$PADDOCK_HOOK\\"/);
  });
}

test("what the user set by themselves stays", () => {
  const env = { QWEN_CODE_SYSTEM_SETTINGS_PATH: "/mine.json" };
  assert.equal(agentHooks(agent("qwen"), ["qwen"], env).hasHooks, false);
  const argv = ["claude", "--settings", "mine.json"];
  assert.deepEqual(agentHooks(agent("claude"), argv, {}), { argv, settings: [], hasHooks: false });
});

test("an agent without hooks runs as it is", () => {
  assert.deepEqual(agentHooks(agent("aider"), ["aider"], {}), {
    argv: ["aider"],
    settings: [],
    hasHooks: false,
  });
});
