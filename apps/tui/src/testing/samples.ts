// Invented but complete values for tests, in the shapes that the engine produces.
import type { ApprovalRequest, RunResult } from "@paddock/guard";
import type { EnforcementReport } from "@paddock/sandbox";
import type { SessionFacts } from "../session/session.ts";

/** A report of a backend that enforces everything, with the network off. */
export const fullReport: EnforcementReport = {
  v: 1,
  backend: "linux",
  enforcement: "full",
  guarantees: ["fs.write.roots", "fs.write.protected", "net.isolated"],
  lost: [],
  facts: {},
};

/** Facts of a session with the offline guide. */
export const facts: SessionFacts = {
  workspace: "/home/u/shop",
  trust: "trusted",
  sandbox: "workspace-write",
  approvals: "on-request",
  network: "net off",
  reviewer: "user",
  provider: "offline-guide",
  model: "offline guide",
  isModel: false,
  managed: [],
  notices: [],
  settings: [{ key: "sandbox_mode", value: '"workspace-write"', source: "default" }],
  trail: "/home/u/.paddock/trail",
};

/** A question about one command. */
export function request(extra: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    v: 1,
    id: "a41c0000-1",
    action: { kind: "command", script: "git push origin HEAD" },
    digest: "d1",
    title: "Widen the sandbox for one command?",
    subject: "git push origin HEAD",
    cwd: "/home/u/shop",
    segments: [{ argv: ["git", "push", "origin", "HEAD"], decision: "ask" }],
    crosses: ["network -> git.example.org:443"],
    stays: ["files: workspace only", "other hosts: blocked"],
    placement: "inside",
    risk: "normal",
    reasons: [
      {
        code: "rule",
        text: 'a rule asks about ["git", "push"]',
        origin: { layer: "project", file: ".paddock/rules/default.rules", line: 14 },
      },
    ],
    justification: "Pushing needs the network.",
    options: [
      { key: "once", label: "allow once" },
      { key: "session", label: "this session: this exact command, this folder" },
      {
        key: "project",
        label: "always in this project",
        stores: {
          text: 'prefix_rule(pattern = ["git", "push", "origin"], decision = "allow")',
          file: "~/.paddock/rules/default.rules",
          alsoMatches: ["git push origin --force"],
        },
      },
      { key: "no", label: "no, and tell the agent why" },
      { key: "stop", label: "stop the turn" },
    ],
    createdAt: "2026-01-01T00:00:00.000Z",
    ...extra,
  };
}

/** A question about a host that nobody listed. */
export function hostRequest(extra: Partial<ApprovalRequest> = {}): ApprovalRequest {
  const never = {
    text: 'network_rule(host="new.example", protocol="https", decision="deny")',
    file: "/home/u/shop/.paddock/rules/approved.rules",
  };
  const { segments: _segments, justification: _words, ...base } = request();
  return {
    ...base,
    action: { kind: "network", host: "new.example", port: 443, protocol: "https" },
    title: "Let it reach new.example:443?",
    subject: "https new.example:443",
    crosses: ["network: new.example:443"],
    reasons: [{ code: "network.not_allowed", text: "No entry lists new.example:443." }],
    options: [
      { key: "once", label: "once" },
      {
        key: "never-project",
        label: "never in this project: deny new.example forever, over every port and protocol",
        stores: never,
      },
      {
        key: "never-user",
        label: "never: deny new.example forever, over every port and protocol",
        stores: { ...never, file: "/home/u/.paddock/rules/approved.rules" },
      },
      { key: "no", label: "no, and tell the agent why" },
      { key: "stop", label: "stop the turn" },
    ],
    ...extra,
  };
}

/** A result of a command that ran confined. */
export function result(extra: Partial<RunResult> = {}): RunResult {
  return {
    v: 1,
    outcome: "done",
    decision: { v: 1, decision: "allow", placement: "inside", reasons: [] },
    status: { kind: "exit", code: 0 },
    text: "",
    denials: [],
    report: fullReport,
    durationMs: 120,
    ...extra,
  };
}
