import type { ApprovalPolicy } from "./facts.ts";

/** What a question is about; granular policies switch each on or off. */
export type Topic =
  | "sandbox"
  | "rules"
  | "danger"
  | "network"
  | "mcp"
  | "elicitation"
  | "permissions"
  | "tool"
  | "credential";

type Granular = Extract<ApprovalPolicy, { kind: "granular" }>;

/** The key of the granular policy that covers each topic. */
const keys: Readonly<Record<Topic, Exclude<keyof Granular, "kind">>> = {
  sandbox: "sandboxApproval",
  rules: "rules",
  danger: "sandboxApproval",
  network: "sandboxApproval",
  mcp: "mcpElicitations",
  elicitation: "mcpElicitations",
  permissions: "requestPermissions",
  tool: "sandboxApproval",
  credential: "sandboxApproval",
};

/** Spelling of the keys in config.toml, for reasons. */
const spelling: Readonly<Record<Exclude<keyof Granular, "kind">, string>> = {
  sandboxApproval: "sandbox_approval",
  rules: "rules",
  mcpElicitations: "mcp_elicitations",
  requestPermissions: "request_permissions",
  skillApproval: "skill_approval",
};

/** Topics that Codex asks about whatever the granular switches say. */
const alwaysAskedByCodex: ReadonlySet<Topic> = new Set(["danger", "network", "mcp"]);

/** The configuration key that covers a topic, as written in config.toml. */
export function policyKey(policy: ApprovalPolicy, topic: Topic): string {
  return policy.kind === "granular" ? `approval_policy.granular.${spelling[keys[topic]]}` : "approval_policy";
}

/**
 * Says whether a policy may ask about a topic at all. `never` asks nothing. By default a granular policy with
 * every switch off asks nothing either; Codex still asks about forced removal, hosts and MCP tools there.
 */
export function mayAsk(policy: ApprovalPolicy, topic: Topic, compat?: "codex"): boolean {
  if (policy.kind === "never") return false;
  if (policy.kind !== "granular") return true;
  return policy[keys[topic]] || (compat === "codex" && alwaysAskedByCodex.has(topic));
}
