// An agent of somebody else, from the registry, inside the boundary: Qwen Code against a model server on this machine.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type ModelRequest, startModelServer } from "@paddock/agent/testing";
import { ended, entry, type Place, place, whyNoProgram } from "./program.ts";
import { tmuxSession, whyNoTmux } from "./tmux-session.ts";

/** Its `cli.js`; `.ci/run` installs it. */
const agent = process.env["PADDOCK_TEST_AGENT"];
const skip =
  agent !== undefined && existsSync(agent)
    ? whyNoProgram()
    : "no agent: npm install --prefix DIR @qwen-code/qwen-code@0.15.10, and PADDOCK_TEST_AGENT=DIR/node_modules/@qwen-code/qwen-code/cli.js";

const SCRIPT = [
  "echo made > made.txt",
  "echo x > /etc/paddock-test-was-here",
  "curl -sS --max-time 20 http://unlisted.example/",
  'echo "key: ${OPENAI_API_KEY:-none}, other: ${DEPLOY_TOKEN:-none}"',
].join("; ");

/** The last tool result that the agent sent back. */
function toolResult(requests: readonly ModelRequest[]): string {
  const messages = requests.at(-1)?.body["messages"] as readonly { readonly role: string }[];
  return JSON.stringify(messages.filter(({ role }) => role === "tool"));
}

/** A model that asks for commands, one after the other, and is then done. */
function model(...commands: readonly string[]): ReturnType<typeof startModelServer> {
  const left = [...commands];
  return startModelServer(({ body }) => {
    const tools = Array.isArray(body["tools"]) ? body["tools"] : [];
    const command = tools.length === 0 ? undefined : left.shift();
    if (command === undefined) return { kind: "answer", text: "All is done." };
    const call = { command, description: "try", is_background: false };
    return { kind: "answer", calls: [{ name: "run_shell_command", arguments: call }] };
  });
}

const shut = 'features.network_proxy.domains."127.0.0.1"="allow"';
const command = (prompt: string): readonly string[] => [
  "-c",
  shut,
  "run",
  "--",
  process.execPath,
  agent ?? "",
  "--auth-type",
  "openai",
  "-y",
  "-p",
  prompt,
];

function settings(where: Place, url: string): Record<string, string> {
  return {
    ...where.env,
    OPENAI_API_KEY: "sk-of-the-agent",
    OPENAI_BASE_URL: url,
    OPENAI_MODEL: "test",
    DEPLOY_TOKEN: "of-somebody-else",
  };
}

test("piped: it works, its own state is kept, what it may not do is named, and nobody is asked in vain", {
  skip,
  timeout: 180_000,
}, async () => {
  using where = place();
  await using server = await model("shred made.txt", SCRIPT);
  const env = settings(where, server.url);
  mkdirSync(join(where.home, ".paddock", "rules"), { recursive: true, mode: 0o700 });
  writeFileSync(
    join(where.home, ".paddock", "rules", "default.rules"),
    'prefix_rule(pattern = ["shred"], decision = "forbidden", justification = "nothing is shredded here")\n',
  );
  const { out, err, code } = await ended(
    where,
    ["-c", "sandbox_mode=workspace-write", ...command("Try it")],
    env,
  );
  assert.match(out, /All is done\./, err);
  assert.equal(code, 0, err);
  // Its own state and the workspace are writable.
  assert.ok(readdirSync(join(where.home, ".qwen")).length > 0);
  assert.equal(readFileSync(join(where.folder, "made.txt"), "utf8"), "made\n");
  // It sees its own key, and no other.
  assert.match(toolResult(server.requests), /key: sk-of-the-agent, other: none/);
  // A write outside and a host nobody listed are refused, named, and the agent reads why.
  assert.equal(existsSync("/etc/paddock-test-was-here"), false);
  assert.match(err, /paddock: denied: (?:create|write) \/etc\/paddock-test-was-here by .*sh/);
  assert.match(err, /paddock: denied: connect unlisted\.example:80 \(proxy: /);
  assert.match(err, /nobody could be asked here; to allow a host: -c 'features\.network_proxy\.domains\./);
  assert.match(toolResult(server.requests), /Domain not in allowlist\./);
  assert.match(
    err,
    /paddock: qwen: writes ~\/\.qwen; reaches .*; sees OPENAI_API_KEY; runs its commands by the rules \(--agent none: without\)/,
  );
  // A rule that forbids a command is heard by the agent's hook, and the agent reads why.
  assert.match(toolResult(server.requests), /nothing is shredded here/);
  // All of it is on the trail.
  const { out: report } = await ended(where, ["net", "report", "--json"], env);
  const { destinations } = JSON.parse(report) as {
    readonly destinations: readonly {
      readonly host: string;
      readonly denied: number;
      readonly sent: number;
    }[];
  };
  const unlisted = destinations.find(({ host }) => host === "unlisted.example");
  assert.equal(unlisted?.denied, 1);
  assert.ok((destinations.find(({ host }) => host === "127.0.0.1")?.sent ?? 0) > 1000);
});

test("on a terminal: an unlisted host asks while the agent waits, and keys go to the question", {
  skip: skip || whyNoTmux(),
  timeout: 180_000,
}, async () => {
  using where = place();
  await using server = await model(SCRIPT);
  const session = tmuxSession({ ...where, env: settings(where, server.url) }, { columns: 110, rows: 45 });
  const words = command("Try-it").map((word) => (/^[\w./:-]+$/.test(word) ? word : `'${word}'`));
  try {
    session.keys("PS1='ready> '; clear", "Enter");
    await session.until(/^ready> ?$/m);
    session.keys(`${process.execPath} ${entry} ${words.join(" ")}`, "Enter");
    await session.until(/Type trust, read-only or quit: ?$/m);
    session.keys("trust", "Enter");
    // What else it asks for, its reports to its maker, is refused on the way.
    for (let questions = 1; ; questions += 1) {
      const asked = new RegExp(`(?:Let it reach [\\s\\S]*?Type once[^\\n]*stop: ?[\\s\\S]*?){${questions}}$`);
      const text = await session.until(new RegExp(`${asked.source}|All is done`), 90);
      if (/All is done/.test(text)) break;
      session.keys("no", "Enter");
      await session.until(new RegExp(`(?:Type once[^\\n]*stop: no[\\s\\S]*?){${questions}}`));
    }
    const text = session.screen();
    assert.match(text, /Let it reach unlisted\.example:80\?/);
    assert.match(text, /asked for by: [\s\S]*?cli\.js/);
    await session.until(/paddock: denied: connect unlisted\.example:80[\s\S]*ready> ?\s*$/, 60);
    assert.ok(existsSync(join(where.folder, "made.txt")));
    assert.equal(existsSync("/etc/paddock-test-was-here"), false);
  } finally {
    session.tmux("kill-server");
  }
});
