import { type ActionFacts, type Escalation, evaluate, type VerdictFacts } from "@paddock/approvals";
import type { SandboxPlan } from "@paddock/sandbox";
import type { Boundary } from "./boundary.ts";

function filesText(plan: SandboxPlan): string {
  if (plan.mode === "danger-full-access")
    return "There is no sandbox: commands can read and write everything the user can.";
  const writable = plan.entries.filter((entry) => entry.access === "write").map((entry) => entry.path);
  const kept = plan.entries
    .filter((entry) => entry.access === "read" && (entry.reason === "protected" || entry.reason === "git"))
    .map((entry) => entry.path);
  const lines = [
    writable.length === 0
      ? "Files are read-only: nothing may be written."
      : `Files may be written only below: ${writable.join(", ")}.`,
    plan.reads === "full"
      ? "Everything is readable except secrets and denied paths."
      : "Only listed paths are readable.",
  ];
  if (kept.length > 0) lines.push(`Read-only all the same: ${kept.slice(0, 12).join(", ")}.`);
  if (plan.privateTmp !== undefined) lines.push("/tmp is private to this session.");
  return lines.join(" ");
}

function networkText(plan: SandboxPlan): string {
  if (plan.network.kind === "off") return "The network is off; servers on localhost inside one command work.";
  if (plan.network.kind === "proxy")
    return "Only listed hosts can be reached, through a proxy that asks about others.";
  return "The network is open.";
}

const nothing: VerdictFacts = { decision: "none", reasons: [], matches: [] };

function command(escalation: Escalation, verdict: VerdictFacts = nothing): ActionFacts {
  return { kind: "command", argv: ["program"], cwd: "/", verdict, escalation };
}

/** What is said of each kind of action, by what the table makes of an example. */
const EXAMPLES: readonly {
  readonly action: ActionFacts;
  readonly allow?: string;
  readonly ask: string;
  readonly deny: string;
}[] = [
  {
    action: command({ kind: "none" }),
    allow: "Commands run without a question.",
    ask: "Every command that no rule allows is put to the user first.",
    deny: "Commands that no rule allows are refused.",
  },
  {
    action: command({ kind: "widen", write: ["/elsewhere"] }),
    ask: "To write or reach more, ask for exactly the path or host that is missing, with a short reason.",
    deny: "Do not ask for more paths or hosts: that is refused here. Find a way inside the boundary.",
  },
  {
    action: command({ kind: "outside" }),
    ask: "Running a command outside the sandbox is a question of its own, and a last resort.",
    deny: "Nothing may be asked to run outside the sandbox.",
  },
  {
    action: command({ kind: "none" }, { ...nothing, danger: { code: "example", text: "" } }),
    ask: "Forced removal and its like are put to the user; say why they are needed.",
    deny: "Forced removal and its like are refused; use a way that loses nothing.",
  },
  {
    action: { kind: "mcp", server: "example", tool: "example", mode: "auto" },
    ask: "Tools of servers that may change something are put to the user.",
    deny: "Tools of servers that may change something are refused.",
  },
];

/** Sentences from the very table that decides: each example is evaluated under the policy in force. */
function approvalLines(boundary: Boundary, plan: SandboxPlan): readonly string[] {
  return EXAMPLES.flatMap(({ action, ...says }) => {
    const { decision } = evaluate({
      policy: boundary.approvalPolicy,
      reviewer: boundary.reviewer,
      mode: plan.mode,
      action,
      grants: [],
      ...(boundary.compat ? { compat: boundary.compat } : {}),
    });
    return says[decision] ?? [];
  });
}

/** Says in words what the boundary allows, for a model's instructions. Made by the plan and the table that decide. */
export function describeBoundary(boundary: Boundary, plan: SandboxPlan): string {
  return [
    "# What you may do here",
    filesText(plan),
    networkText(plan),
    ...approvalLines(boundary, plan),
    ...(boundary.reviewer === "auto_review"
      ? ["Questions go to an automatic reviewer before the user."]
      : []),
    "When something is refused, the result says by what and what is allowed instead. Do not work around a refusal.",
  ].join("\n");
}
