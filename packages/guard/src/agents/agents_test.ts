import assert from "node:assert/strict";
import { test } from "node:test";
import { agentAccess } from "./agent-access.ts";
import { AGENT_PROFILES } from "./agent-profiles.ts";
import { findAgent } from "./find-agent.ts";

const lines: readonly [argv: readonly string[], name: string | undefined][] = [
  [["claude"], "claude"],
  [["/usr/local/bin/codex", "exec", "x"], "codex"],
  [["npx", "--yes", "qwen", "-p", "x"], "qwen"],
  [["node", "--no-warnings", "/opt/x/bin/gemini.js"], "gemini"],
  [["env", "A=b", "opencode", "run"], "opencode"],
  [["uvx", "aider"], "aider"],
  [["npx", "@openai/codex@0.171.0", "exec"], "codex"],
  [["node", "/opt/x/node_modules/@qwen-code/qwen-code/cli.js"], "qwen"],
  [["node", "/opt/x/node_modules/@qwen-code/qwen-code-core/cli.js"], undefined],
  [["npm", "exec", "claude"], undefined],
  [["sh", "-c", "claude"], undefined],
  [["node", "server.js", "claude"], undefined],
  [["my-claude"], undefined],
  [["env"], undefined],
  [[], undefined],
];
for (const [argv, name] of lines) {
  test(`${JSON.stringify(argv)} starts ${name ?? "no agent that is known"}`, () =>
    assert.equal(findAgent(argv)?.name, name));
}

const access = (name: string, env: Readonly<Record<string, string>>): ReturnType<typeof agentAccess> =>
  agentAccess(AGENT_PROFILES.find((profile) => profile.name === name)!, env, "/home/u");

test("a provider counts where its key is set, and its key is seen there only", () => {
  const { hosts, variables } = access("opencode", { OPENROUTER_API_KEY: "k", AWS_SECRET_ACCESS_KEY: "s" });
  assert.deepEqual(hosts, ["opencode.ai", "models.opencode.ai", "models.dev", "openrouter.ai"]);
  assert.deepEqual(variables, ["OPENROUTER_API_KEY"]);
});

test("an endpoint that is set takes the place of the usual host", () => {
  const { hosts } = access("aider", { OPENAI_API_KEY: "k", OPENAI_BASE_URL: "https://llm.corp.example/v1" });
  assert.deepEqual(hosts, ["llm.corp.example"]);
});

test("an endpoint on this machine opens nothing by itself", () => {
  for (const url of [
    "http://127.0.0.1:11434/v1",
    "http://localhost:8080",
    "127.0.0.1:11434",
    "http://[::1]:1/",
  ]) {
    const { hosts, local } = access("aider", { OPENAI_API_KEY: "k", OPENAI_BASE_URL: url });
    assert.deepEqual(hosts, []);
    assert.equal(local, url);
  }
});

test("no profile opens a folder that is not its own, or every host", () => {
  for (const { name, folders, files = [], hosts } of AGENT_PROFILES) {
    for (const path of [...folders, ...files]) assert.match(path, /^~\/\.[a-z]/, name);
    for (const path of folders) assert.doesNotMatch(path, /^~\/\.(?:config|local|cache|local\/share)$/, name);
    for (const host of hosts) assert.match(host, /^(?:\*\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, name);
  }
  assert.equal(
    new Set(AGENT_PROFILES.flatMap(({ programs }) => programs)).size,
    AGENT_PROFILES.flatMap(({ programs }) => programs).length,
  );
});

test("a variable that names another place for its folder is followed, unless that place is the home or around it", () => {
  assert.deepEqual(access("codex", { CODEX_HOME: "/srv/codex/" }).folders, ["/srv/codex"]);
  for (const CODEX_HOME of ["", "/", "/home", "/home/u", "/home/u/", "/srv/../home/u", "codex"])
    assert.deepEqual(access("codex", { CODEX_HOME }).folders, ["/home/u/.codex"]);
  const { folders } = access("opencode", { XDG_CONFIG_HOME: "/home/u/conf", XDG_CACHE_HOME: "/" });
  assert.deepEqual(folders.slice(0, 2), ["/home/u/conf/opencode", "/home/u/.local/share/opencode"]);
  assert.equal(folders[3], "/home/u/.cache/opencode");
});

test("a file beside the folder is kept in the folder, unless the user has that done already", () => {
  assert.deepEqual(access("claude", {}).moved, {
    variable: "CLAUDE_CONFIG_DIR",
    folder: "/home/u/.claude",
    from: "/home/u/.claude.json",
    to: "/home/u/.claude/.claude.json",
  });
  const own = access("claude", { CLAUDE_CONFIG_DIR: "/srv/claude" });
  assert.deepEqual([own.folders[0], own.moved], ["/srv/claude", undefined]);
  assert.equal(access("codex", {}).moved, undefined);
});
