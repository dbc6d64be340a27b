import type { Trail, TrailEvent } from "../record.ts";

type Ids = NonNullable<TrailEvent["ids"]>;
type Attributes = NonNullable<TrailEvent["attributes"]>;

/**
 * A session in which everything happens once: a request, reasoning, an allowed call, one that is asked and granted, its
 * grant used again, one that a rule refuses, an escalation, a sandbox denial, a network denial, an MCP call, a
 * cancellation.
 */
export function fullSession(turn = "turn-1", prompt = "prompt-1"): readonly TrailEvent[] {
  const events: TrailEvent[] = [];
  const at =
    (ids: Ids) =>
    (name: string, attributes: Attributes, more: Ids = {}, severity?: "warn") =>
      events.push({
        name,
        ids: { turn, prompt, ...ids, ...more },
        attributes,
        ...(severity ? { severity } : {}),
      });
  const say = at({});
  events.push({
    name: "session.started",
    attributes: {
      workspace: ["/srv/app"],
      client: "paddock-tui",
      version: "0.1.0",
      terminal: "xterm",
      mode: "workspace-write",
      approval_policy: "on-request",
      network: "proxy",
      trust: "trusted",
      enforcement: "full",
      backend: "linux",
      guarantees: ["write-roots"],
      lost: [],
      mcp_servers: ["tickets"],
      policy_digest: "5".repeat(64),
    },
  });
  events.push({
    name: "config.notice",
    attributes: { code: "clamped", text: "sandbox_mode is limited by requirements.", key: "sandbox_mode" },
    severity: "warn",
  });
  say("turn.started", { model: "gpt-5.5", provider: "mock" });
  say("prompt.received", { origin: "user", prompt: "publish the release notes", prompt_length: 25 });
  say("model.request", {
    model: "gpt-5.5",
    provider: "mock",
    attempt: 0,
    endpoint: "/responses",
    messages: 2,
    tools: 5,
  });
  say("model.response", {
    model: "gpt-5.5",
    provider: "mock",
    outcome: "done",
    status: 200,
    duration_ms: 812,
    input_tokens: 1001,
    output_tokens: 50,
    cached_tokens: 100,
    reasoning_tokens: 20,
    ttft_ms: 40,
    reasoning: "Look at the notes first.",
    calls: 6,
  });

  const command = (
    call: string,
    line: string,
    decision: Attributes,
    rest: { readonly denied?: true; readonly exit?: number } = {},
  ): ReturnType<typeof at> => {
    const note = at({ call });
    const decided = { decision: `${call}-decision` };
    note("tool.called", {
      kind: "command",
      tool: "exec_command",
      subject: line,
      arguments: JSON.stringify({ cmd: line }),
      cwd: "/srv/app",
    });
    note(
      "decision.made",
      { kind: "command", subject: line, command: line, program: line.split(" ")[0] ?? "", ...decision },
      decided,
      decision["decision"] === "deny" ? "warn" : undefined,
    );
    if (rest.denied) return note;
    const run = { ...decided, execution: `${call}-run` };
    note(
      "execution.started",
      { argv: line.split(" "), cwd: "/srv/app", placement: "inside", mode: "workspace-write" },
      run,
    );
    note(
      "execution.ended",
      {
        exit_code: rest.exit ?? 0,
        outcome: rest.exit ? "failed" : "done",
        duration_ms: 30,
        output_length: 12,
        enforcement: "full",
      },
      run,
    );
    return note;
  };
  const done = (call: string, line: string, outcome: string, attributes: Attributes = {}): void => {
    at({ call })(
      "tool.completed",
      {
        tool: "exec_command",
        arguments: JSON.stringify({ cmd: line }),
        outcome,
        duration_ms: 41,
        output: "…",
        ...attributes,
      },
      { decision: `${call}-decision` },
    );
  };

  command("call-1", "cat NOTES.md", {
    decision: "allow",
    by: "rule",
    placement: "inside",
    reason: "A rule allows it.",
    reason_code: "rule-allow",
    origin_layer: "project",
    origin_file: "/srv/app/.paddock/rules/default.rules",
    origin_line: 3,
  });
  done("call-1", "cat NOTES.md", "done", { exit_code: 0, output: "Release 1.2" });

  const asked = at({ call: "call-2", approval: "approval-1", decision: "call-2-decision" });
  at({ call: "call-2" })("tool.called", {
    kind: "command",
    tool: "exec_command",
    subject: "npm publish",
    arguments: '{"cmd":"npm publish"}',
    justification: "The release goes to the registry.",
  });
  asked("approval.requested", {
    kind: "command",
    title: "Run outside the sandbox?",
    subject: "npm publish",
    crosses: ["network"],
    risk: "high",
    options: ["once", "no"],
  });
  asked("reviewer.assessed", {
    outcome: "deny",
    review: "review-1",
    risk: "high",
    user_authorization: "low",
    rationale: "Publishes without being asked.",
    duration_ms: 307,
    model: "gpt-5.1",
  });
  asked("approval.answered", { decision: "allow", by: "user", scope: "session", wait_ms: 4_210 });
  asked("grant.created", {
    grant: "grant-1",
    scope: "session",
    text: "npm publish, this session",
    by: "user",
  });
  asked("decision.made", {
    kind: "command",
    subject: "npm publish",
    command: "npm publish",
    program: "npm",
    decision: "allow",
    by: "user",
    scope: "session",
    placement: "outside",
    grant: "grant-1",
  });
  asked(
    "execution.started",
    { argv: ["npm", "publish"], cwd: "/srv/app", placement: "outside", mode: "danger-full-access" },
    { execution: "call-2-run" },
  );
  asked(
    "execution.ended",
    {
      exit_code: 1,
      outcome: "failed",
      duration_ms: 900,
      output_length: 30,
      enforcement: "none",
      placement: "outside",
    },
    { execution: "call-2-run" },
  );
  done("call-2", "npm publish", "failed", { exit_code: 1, wait_ms: 4_210 });

  command("call-3", "npm publish", {
    decision: "allow",
    by: "grant",
    grant: "grant-1",
    placement: "outside",
  });
  done("call-3", "npm publish", "done", { exit_code: 0 });

  command(
    "call-4",
    "git push --force",
    {
      decision: "deny",
      by: "rule",
      code: "rule-deny",
      reason: "Never force.",
      reason_code: "rule-deny",
      rule: "git push --force",
      origin_layer: "system",
      origin_file: "/etc/paddock/rules/git.rules",
      origin_line: 7,
    },
    { denied: true },
  );
  done("call-4", "git push --force", "denied");

  const blocked = command(
    "call-5",
    "touch /etc/hosts",
    { decision: "allow", by: "policy", placement: "inside" },
    { exit: 1 },
  );
  blocked(
    "sandbox.denied",
    { operation: "write", object: "/etc/hosts", errno: "EACCES", layer: "mount", backend: "linux" },
    { decision: "call-5-decision", execution: "call-5-run" },
    "warn",
  );
  done("call-5", "touch /etc/hosts", "blocked", { exit_code: 1 });

  const net = command(
    "call-6",
    "curl http://unknown.example/",
    { decision: "allow", by: "policy", placement: "inside" },
    { exit: 7 },
  );
  net(
    "network.decided",
    {
      decision: "deny",
      source: "baseline_policy",
      host: "unknown.example",
      port: 80,
      protocol: "http",
      method: "GET",
      reason_code: "not_allowed",
      text: "unknown.example is not on the list.",
      client: "127.0.0.1:5000",
    },
    { decision: "call-6-decision", execution: "call-6-run", connection: "conn-1" },
    "warn",
  );
  done("call-6", "curl http://unknown.example/", "blocked", { exit_code: 7 });

  const mcp = at({ call: "call-7" });
  mcp("tool.called", {
    kind: "mcp",
    tool: "create",
    server: "tickets",
    subject: "tickets.create",
    arguments: '{"title":"x"}',
  });
  mcp(
    "decision.made",
    {
      kind: "mcp",
      tool: "create",
      server: "tickets",
      decision: "deny",
      by: "policy",
      code: "mcp-destructive",
    },
    { decision: "call-7-decision" },
    "warn",
  );
  mcp(
    "tool.completed",
    { tool: "create", server: "tickets", arguments: '{"title":"x"}', outcome: "denied", duration_ms: 1 },
    { decision: "call-7-decision" },
  );

  const cancelled = at({ call: "call-8", approval: "approval-2", decision: "call-8-decision" });
  at({ call: "call-8" })("tool.called", {
    kind: "command",
    tool: "exec_command",
    subject: "sleep 60",
    arguments: '{"cmd":"sleep 60"}',
  });
  cancelled("approval.requested", {
    kind: "command",
    title: "Run outside the sandbox?",
    subject: "sleep 60",
    risk: "normal",
  });
  cancelled("approval.answered", { decision: "stop", by: "user", wait_ms: 900 });
  cancelled(
    "decision.made",
    { kind: "command", subject: "sleep 60", decision: "deny", by: "user", code: "stopped" },
    {},
    "warn",
  );
  done("call-8", "sleep 60", "cancelled");
  say("turn.completed", {
    phase: "cancelled",
    outcome: "cancelled",
    duration_ms: 9_000,
    calls: 8,
    input_tokens: 1001,
    output_tokens: 50,
    response: "Stopped.",
  });
  events.push({
    name: "session.ended",
    attributes: { outcome: "done", turns: 1, calls: 8, denials: 5, asks: 2 },
  });
  return events;
}

/** Appends the full session. */
export async function appendFullSession(trail: Trail): Promise<void> {
  for (const event of fullSession()) await trail.append(event);
}
