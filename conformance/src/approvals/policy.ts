import type { ApprovalPolicy } from "@paddock/approvals";

/** Reads an approval policy as configuration files spell it. */
export function approvalPolicy(value: unknown): ApprovalPolicy {
  if (value === "untrusted" || value === "on-request" || value === "never" || value === "on-failure")
    return { kind: value };
  const granular = (value as { readonly granular?: Readonly<Record<string, unknown>> } | null)?.granular;
  if (granular === undefined) throw new Error(`${JSON.stringify(value)} is no approval policy`);
  return {
    kind: "granular",
    sandboxApproval: granular["sandbox_approval"] === true,
    rules: granular["rules"] === true,
    mcpElicitations: granular["mcp_elicitations"] === true,
    requestPermissions: granular["request_permissions"] === true,
    skillApproval: granular["skill_approval"] === true,
  };
}
