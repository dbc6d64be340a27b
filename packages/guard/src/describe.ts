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

function approvalText(boundary: Boundary): string {
  const { approvalPolicy } = boundary;
  switch (approvalPolicy.kind) {
    case "never":
      return "No questions are asked: what is not allowed is refused. Do not ask to leave the sandbox; find a way inside it.";
    case "untrusted":
      return "Every command that no rule allows is put to the user first.";
    case "granular":
      return "Some questions are asked and others refused at once; a refusal says which setting decides.";
    default:
      return "Commands run inside the sandbox without a question. To go beyond it, ask with a short justification; name exactly the path or host that is missing.";
  }
}

/** Says in words what the boundary allows, for a model's instructions. Made from the plan and the policy that decide. */
export function describeBoundary(boundary: Boundary, plan: SandboxPlan): string {
  return [
    "# What you may do here",
    filesText(plan),
    networkText(plan),
    approvalText(boundary),
    "When something is refused, the result says by what and what is allowed instead. Do not work around a refusal.",
  ].join("\n");
}
