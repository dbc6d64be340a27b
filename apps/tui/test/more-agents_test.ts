// Further agents of somebody else, each against a model server of its own wire: what holds for one is tried on all.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startModelServer } from "@paddock/agent/testing";
import { openFolder } from "../src/commands/run/agent-hooks.ts";
import { startWireServer } from "./model-wires.ts";
import { ended, entry, type Place, place, whyNoProgram } from "./program.ts";

/** A folder that npm has installed some of them into; `.ci/run` installs the one that is small. */
const folder = process.env["PADDOCK_TEST_AGENTS"] ?? "";

const SCRIPT = [
  "echo made > made.txt",
  "echo x > /etc/paddock-test-was-here",
  "curl -sS --max-time 20 http://unlisted.example/",
  'echo "other: ${DEPLOY_TOKEN:-none}"',
].join("; ");
const COMMANDS = ["shred made.txt", SCRIPT];

/** A model behind some wire; `said` is all that it was told. */
interface Model extends AsyncDisposable {
  readonly origin: string;
  readonly said: () => string;
}

interface Agent {
  readonly name: string;
  readonly package: string;
  /** Its program within `node_modules`. */
  readonly program: string;
  readonly argv: (origin: string) => readonly string[];
  readonly env: (origin: string) => Record<string, string>;
  readonly prepare?: (where: Place) => void;
  readonly model: () => Promise<Model>;
  /** Its own state, in the home. */
  readonly state: string;
}

const wires =
  (tool: string): (() => Promise<Model>) =>
  async () => {
    const server = await startWireServer([tool], COMMANDS);
    return Object.assign(server, { said: () => JSON.stringify(server.bodies.at(-1)) });
  };

/** One of our own two APIs. */
const openai =
  (tool: string, key: string): (() => Promise<Model>) =>
  async () => {
    const left = [...COMMANDS];
    const server = await startModelServer(({ body }) => {
      const offered = JSON.stringify(body["tools"] ?? []).includes(`"${tool}"`);
      const command = offered ? left.shift() : undefined;
      if (command === undefined) return { kind: "answer", text: "All is done." };
      return { kind: "answer", calls: [{ name: tool, arguments: { [key]: command, description: "try" } }] };
    });
    const origin = new URL(server.url).origin;
    return Object.assign(server, { origin, said: () => JSON.stringify(server.requests.at(-1)?.body) });
  };

const provider = (origin: string): readonly string[] =>
  [
    "model_provider=local",
    "model_providers.local.name=local",
    `model_providers.local.base_url="${origin}/v1"`,
    'model_providers.local.wire_api="responses"',
    'model_providers.local.env_key="OPENAI_API_KEY"',
  ].flatMap((setting) => ["-c", setting]);

const agents: readonly Agent[] = [
  {
    name: "Gemini CLI",
    package: "@google/gemini-cli@0.61.0",
    program: "@google/gemini-cli/bundle/gemini.js",
    argv: () => ["--skip-trust", "-m", "gemini-2.5-flash", "-y", "-p", "Try it"],
    env: (origin) => ({ GOOGLE_GEMINI_BASE_URL: origin, GEMINI_API_KEY: "sk-of-the-agent" }),
    prepare: ({ home }) => {
      const settings = {
        security: { auth: { selectedType: "gemini-api-key" } },
        privacy: { usageStatisticsEnabled: false },
      };
      mkdirSync(join(home, ".gemini"));
      writeFileSync(join(home, ".gemini", "settings.json"), JSON.stringify(settings));
    },
    model: wires("run_shell_command"),
    state: ".gemini",
  },
  {
    name: "Claude Code",
    package: "@anthropic-ai/claude-code@2.1.332",
    program: "@anthropic-ai/claude-code-linux-x64/claude",
    argv: () => ["-p", "Try it", "--allowedTools", "Bash"],
    env: (origin) => ({ ANTHROPIC_BASE_URL: origin, ANTHROPIC_API_KEY: "sk-of-the-agent" }),
    prepare: ({ home }) => writeFileSync(join(home, ".claude.json"), '{"numStartups":7}'),
    model: wires("Bash"),
    state: ".claude/.claude.json",
  },
  {
    name: "Codex",
    package: "@openai/codex@0.171.0",
    program: "@openai/codex/bin/codex.js",
    argv: (origin) => [
      ...["exec", "-m", "test", "--skip-git-repo-check", "--sandbox", "danger-full-access"],
      ...provider(origin),
      "Try it",
    ],
    env: () => ({ OPENAI_API_KEY: "sk-of-the-agent" }),
    model: openai("exec_command", "cmd"),
    state: ".codex/sessions",
  },
  {
    name: "opencode",
    package: "opencode-ai@1.18.33",
    program: "opencode-linux-x64/bin/opencode",
    argv: () => ["run", "-m", "local/test", "Try it"],
    env: (origin) => ({
      OPENAI_API_KEY: "sk-of-the-agent",
      OPENCODE_CONFIG_CONTENT: JSON.stringify({
        permission: { bash: "allow" },
        provider: {
          local: {
            npm: "@ai-sdk/openai-compatible",
            name: "local",
            options: { baseURL: `${origin}/v1`, apiKey: "{env:OPENAI_API_KEY}" },
            models: { test: { name: "test" } },
          },
        },
      }),
    }),
    model: openai("bash", "command"),
    state: ".local/share/opencode",
  },
];

const SETTINGS = ["sandbox_mode=workspace-write", 'features.network_proxy.domains."127.0.0.1"="allow"'];

for (const agent of agents) {
  const program = join(folder, "node_modules", agent.program);
  const open = agent.name === "Gemini CLI" ? openFolder(entry) : undefined;
  const skip =
    folder !== "" && existsSync(program)
      ? open === undefined
        ? whyNoProgram()
        : `the checkout lies in ${open}, which others may write, and ${agent.name} reads no settings there`
      : `not installed: npm install --prefix DIR ${agent.package}, and PADDOCK_TEST_AGENTS=DIR`;
  test(`${agent.name} works inside, keeps its state, hears the rules, and what it may not do is named`, {
    skip,
    timeout: 180_000,
  }, async () => {
    using where = place();
    await using model = await agent.model();
    const rules = join(where.home, ".paddock", "rules");
    mkdirSync(rules, { recursive: true, mode: 0o700 });
    writeFileSync(
      join(rules, "default.rules"),
      'prefix_rule(pattern = ["shred"], decision = "forbidden", justification = "nothing is shredded here")\n',
    );
    agent.prepare?.(where);
    const argv = [
      ...(program.endsWith(".js") ? [process.execPath] : []),
      program,
      ...agent.argv(model.origin),
    ];
    const env = { ...where.env, ...agent.env(model.origin), DEPLOY_TOKEN: "of-somebody-else" };
    const set = SETTINGS.flatMap((setting) => ["-c", setting]);
    const { out, err, code } = await ended(where, [...set, "run", "--", ...argv], env);
    assert.match(out, /All is done\./, err);
    assert.equal(code, 0, err);
    assert.equal(readFileSync(join(where.folder, "made.txt"), "utf8"), "made\n");
    const state = join(where.home, agent.state);
    assert.ok(
      agent.state.endsWith(".json") ? readFileSync(state, "utf8").length > 30 : readdirSync(state).length > 0,
    );
    assert.doesNotMatch(err, new RegExp(`denied: \\w+ ${where.home}`), "nothing of its own is refused");
    // The hook was heard: the command did not run, and the model reads why.
    assert.match(err, /runs its commands by the rules/);
    assert.match(model.said(), /nothing is shredded here/);
    assert.doesNotMatch(model.said(), /shred: made\.txt/);
    // The boundary held, and what was refused is named and told.
    assert.equal(existsSync("/etc/paddock-test-was-here"), false);
    assert.match(err, /paddock: denied: (?:create|write) \/etc\/paddock-test-was-here by .*sh/);
    assert.match(err, /paddock: denied: connect unlisted\.example:80 \(proxy: /);
    assert.match(model.said(), /Domain not in allowlist\./);
    assert.match(model.said(), /other: none/);
  });
}
