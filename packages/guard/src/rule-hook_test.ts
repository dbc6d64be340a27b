import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { linuxBackend } from "@paddock/sandbox-linux";
import type { TrailRecord } from "@paddock/telemetry";
import { createGuard } from "./create-guard.ts";
import type { Answer, ApprovalRequest } from "./decision.ts";
import type { RunResult } from "./run.ts";

const sandboxed = process.platform === "linux" && (await linuxBackend().probe()).available;
const skip = sandboxed ? false : "no sandbox on this machine";
// Not in /tmp, which a private tmp covers.
const base = realpathSync(mkdtempSync("/var/tmp/rule-hook-"));
const workspace = join(base, "ws");

/** Stands for an agent: it hands its question to the hook, as a shell would start it, and prints what came back. */
const AGENT = `import os, subprocess, sys
done = subprocess.run(os.environ.get("PADDOCK_HOOK", "echo no hook"), shell=True, input=sys.argv[1], text=True, capture_output=True)
print(done.stdout, done.stderr, "status", done.returncode)
`;

before(() => {
  mkdirSync(workspace);
  writeFileSync(join(workspace, "agent.py"), AGENT);
  mkdirSync(join(base, "home", "rules"), { recursive: true, mode: 0o700 });
  writeFileSync(
    join(base, "home", "rules", "default.rules"),
    `prefix_rule(pattern = ["rm"], decision = "forbidden", justification = "nothing is removed here")
prefix_rule(pattern = ["mv"], decision = "prompt", justification = "moving asks")
`,
  );
});
after(() => rmSync(base, { recursive: true, force: true }));

async function run(
  question: string,
  options: { readonly hooks?: boolean; readonly onAsk?: (request: ApprovalRequest) => Answer } = {},
): Promise<{ readonly result: RunResult; readonly records: readonly TrailRecord[] }> {
  await using guard = await createGuard({
    workspace,
    trust: "trusted",
    set: ["sandbox_workspace_write.network_access=true", "features.network_proxy.enabled=true"],
    env: { HOME: base, PADDOCK_HOME: join(base, "home"), PATH: process.env["PATH"] },
    commandHooks: options.hooks ?? true,
    ...(options.onAsk ? { onAsk: async (request: ApprovalRequest) => options.onAsk?.(request) } : {}),
  });
  const records: TrailRecord[] = [];
  const started = guard.run({ kind: "command", argv: ["python3", join(workspace, "agent.py"), question] });
  for await (const event of started.events) if (event.kind === "record") records.push(event.record);
  return { result: await started.result, records };
}

const ask = (command: unknown, event = "PreToolUse"): string =>
  JSON.stringify({ hook_event_name: event, tool_name: "Bash", tool_input: { command } });

const cases: readonly [what: string, question: string, says: RegExp][] = [
  ["a command that nothing is said about", ask("ls -l"), /^\{\}\s+status 0/],
  [
    "a command that a rule forbids",
    ask("rm -r x"),
    /"permissionDecision":"deny".*nothing is removed here.*\s+status 0/,
  ],
  ["a forbidden part of a script", ask("ls; rm x"), /"permissionDecision":"deny"/],
  ["a forbidden argv", ask(["rm", "x"]), /"permissionDecision":"deny"/],
  ["the same in the words of another agent", ask("rm x", "BeforeTool"), /^\{"decision":"deny","reason":"/],
  ["a tool without a command", '{"tool_name":"Read","tool_input":{}}', /^\{\}/],
  ["no question at all", "nonsense", /gave no answer[\s\S]*status 2/],
];
for (const [what, question, says] of cases) {
  test(`${what} is answered as the rules say`, { skip }, async () => {
    const { result } = await run(question);
    assert.match(result.text, says);
  });
}

test("a rule that asks has the person asked, with the agent's name, and both are on the trail", {
  skip,
}, async () => {
  const asked: ApprovalRequest[] = [];
  const answerWith =
    (decision: "allow" | "deny") =>
    (request: ApprovalRequest): Answer => {
      asked.push(request);
      return { decision, by: "user" };
    };
  const yes = await run(ask("mv a b"), { onAsk: answerWith("allow") });
  assert.match(yes.result.text, /^\{\}\s+status 0/);
  const no = await run(ask("mv a b"), { onAsk: answerWith("deny") });
  assert.match(no.result.text, /"permissionDecision":"deny"/);
  assert.equal(asked[0]?.subject, "mv a b");
  assert.ok(asked[0]?.reasons.some(({ code }) => code === "hook.command"));
  const decided = no.records.filter(({ name }) => name === "decision.made");
  assert.ok(decided.length >= 2);
});

test("without hooks there is nobody to ask", { skip }, async () => {
  const { result } = await run(ask("ls"), { hooks: false });
  assert.match(result.text, /no hook/);
});
