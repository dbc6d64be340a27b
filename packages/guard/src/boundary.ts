import { join } from "node:path";
import type { ApprovalPolicy, EvaluationInput, ReviewerSettings } from "@paddock/approvals";
import type { Effective, Notice, Origin } from "@paddock/config";
import type { NetworkPolicy } from "@paddock/network";
import type { Profile } from "@paddock/sandbox";
import { DEFAULT_ENVIRONMENT, type EnvironmentChoice, type EnvironmentPolicy } from "./environment.ts";
import { GuardError } from "./guard-error.ts";
import { allowsUpstream, networkPolicyFromConfig } from "./network-policy.ts";
import { profileFromConfig } from "./profile-from-config.ts";

/** Every policy of one session, translated from the configuration. Plain data. */
export interface Boundary {
  /** What commands reach: files, network, limits. */
  readonly profile: Profile;
  /** Which hosts are allowed, denied or asked about. */
  readonly networkPolicy: NetworkPolicy;
  /** False: the proxy of this process's own environment is not used for commands. */
  readonly upstreamProxy?: false;
  /** Where rules come from. */
  readonly ruleSources: {
    readonly folders: Effective["ruleFolders"];
    readonly managed: Effective["managedRules"];
  };
  /** When questions are asked. */
  readonly approvalPolicy: ApprovalPolicy;
  /** Who answers them. */
  readonly reviewer: "user" | "auto_review";
  /** Where the settings that decide about questions were written. */
  readonly origins: NonNullable<EvaluationInput["origins"]>;
  /** True when requirements moved the approval policy from what was configured. */
  readonly policyMoved: boolean;
  /** Settings of the automatic reviewer. */
  readonly review: ReviewBoundary;
  /** Which calls of MCP tools need approval, by server. */
  readonly mcp: Readonly<Record<string, McpBoundary>>;
  /** Which variables commands get. */
  readonly environment: EnvironmentPolicy;
  /** Folder of the trail and, below it, of everything the session keeps. */
  readonly home: string;
  /** What the configuration wants a person to know. */
  readonly notices: readonly Notice[];
  /** sha-256 hex of everything that decides. */
  readonly digest: string;
  /** Gives rules and approvals Codex's meaning. */
  readonly compat?: "codex";
}

/** How one MCP server's tools are approved. */
export interface McpBoundary {
  /** Mode of every tool without its own. */
  readonly mode: McpMode;
  /** Modes by tool. */
  readonly tools: Readonly<Record<string, McpMode>>;
}

/** When a call of an MCP tool needs approval. */
export type McpMode = "auto" | "writes" | "prompt" | "approve";

/** The reviewer's settings, and which commands it sees. */
export interface ReviewBoundary {
  /** Limits, policy text and what failures become. */
  readonly settings: ReviewerSettings;
  /** `all`: every command, also one that would run by itself. */
  readonly scope: "questions" | "all";
}

/** What the translation needs beside the configuration. */
export interface BoundarySurroundings {
  /** Paddock's own folder, absolute. */
  readonly paddockHome: string;
  /** `-P NAME`: a permission profile that overrides the configured one. */
  readonly permissions?: string;
  /** Gives rules and approvals Codex's meaning. */
  readonly compat?: "codex";
  /** What the host program says about the environment of commands, beside the configuration. */
  readonly environment?: EnvironmentChoice;
}

type Table = Readonly<Record<string, unknown>>;

function table(value: unknown): Table {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Table) : {};
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function approvalPolicy(value: unknown): ApprovalPolicy {
  if (value === undefined) return { kind: "on-request" };
  if (value === "untrusted" || value === "on-request" || value === "never" || value === "on-failure")
    return { kind: value };
  const granular = table(table(value)["granular"]);
  if (Object.keys(granular).length === 0) {
    throw new GuardError(
      "bad-config",
      `approval_policy ${JSON.stringify(value)} is none of untrusted, on-request, never, on-failure or { granular = { ... } }`,
    );
  }
  const flag = (name: string): boolean => granular[name] === true;
  return {
    kind: "granular",
    sandboxApproval: flag("sandbox_approval"),
    rules: flag("rules"),
    mcpElicitations: flag("mcp_elicitations"),
    requestPermissions: flag("request_permissions"),
    skillApproval: flag("skill_approval"),
  };
}

/** Where the deciding settings come from: the requirement that moved one, else whoever set it. */
function approvalOrigins(effective: Effective): Pick<Boundary, "origins" | "policyMoved"> {
  const at = (key: string): Origin | undefined => {
    const story = effective.explain(key);
    return story?.clampedBy ?? story?.winner;
  };
  const mode = at(effective.get("sandbox_mode") === undefined ? "default_permissions" : "sandbox_mode");
  const policy = at("approval_policy");
  const reviewer = at("approvals_reviewer");
  return {
    origins: {
      ...(policy === undefined ? {} : { policy }),
      ...(mode === undefined ? {} : { mode }),
      ...(reviewer === undefined ? {} : { reviewer }),
    },
    policyMoved: effective.explain("approval_policy")?.clampedBy !== undefined,
  };
}

function environmentPolicy(effective: Effective): EnvironmentPolicy {
  const key = (name: string): unknown => effective.get(`shell_environment_policy.${name}`);
  const set = table(key("set"));
  const inherit = key("inherit");
  return {
    ...DEFAULT_ENVIRONMENT,
    inherit: inherit === "core" || inherit === "none" ? inherit : "all",
    ignoreDefaultExcludes: key("ignore_default_excludes") === true,
    exclude: strings(key("exclude")),
    includeOnly: strings(key("include_only")),
    set: Object.fromEntries(
      Object.entries(set).filter((item): item is [string, string] => typeof item[1] === "string"),
    ),
  };
}

function reviewBoundary(effective: Effective): ReviewBoundary {
  const review = table(effective.get("auto_review"));
  // The configuration has put an administrator's text in place of the local one.
  const { policy } = review;
  const word = (key: string): "ask" | "deny" => (review[key] === true ? "ask" : "deny");
  const number = (key: string): number | undefined =>
    typeof review[key] === "number" && review[key] > 0 ? review[key] : undefined;
  const timeoutMs = number("timeout_ms");
  const attempts = number("attempts");
  return {
    scope: review["scope"] === "all" ? "all" : "questions",
    settings: {
      ...(typeof policy === "string" ? { policy } : {}),
      onDeny: word("ask_on_deny"),
      onOutage: word("ask_on_outage"),
      ...(review["circuit_break_action"] === "strict" ? { breaker: { inARow: 1 } } : {}),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(attempts === undefined ? {} : { attempts }),
      requiredOnModels: strings(review["required_on_models"]),
    },
  };
}

function readMcpMode(value: unknown): McpMode | undefined {
  return value === "auto" || value === "writes" || value === "prompt" || value === "approve"
    ? value
    : undefined;
}

function mcpBoundary(effective: Effective): Boundary["mcp"] {
  return Object.fromEntries(
    Object.entries(table(effective.get("mcp_servers"))).map(([server, given]) => {
      const tools = Object.entries(table(table(given)["tools"])).map(([tool, entry]) => [
        tool,
        readMcpMode(table(entry)["approval_mode"]) ?? "auto",
      ]);
      const mode = readMcpMode(table(given)["default_tools_approval_mode"]) ?? "auto";
      return [server, { mode, tools: Object.fromEntries(tools) }];
    }),
  );
}

/** The approval mode of one MCP tool: its own, else its server's, else `auto`. */
export function mcpMode(servers: Boundary["mcp"], server: string, tool: string): McpMode {
  const found = Object.hasOwn(servers, server) ? servers[server] : undefined;
  if (found === undefined) return "auto";
  return (Object.hasOwn(found.tools, tool) ? found.tools[tool] : undefined) ?? found.mode;
}

/** The configuration with a profile chosen on top of it, so that requirements clamp that choice like every other. */
function chosen(effective: Effective, permissions: string | undefined): Effective {
  if (permissions === undefined || effective.override === undefined) return effective;
  const isMode = ["read-only", "workspace-write", "danger-full-access"].includes(permissions);
  return effective.override(isMode ? { sandbox_mode: permissions } : { default_permissions: permissions });
}

/**
 * The folders whose rules count. A trusted project without a folder of its own gets the place where an answer would begin one,
 * so that what is written there counts at once.
 */
function ruleFolders(effective: Effective, compat: "codex" | undefined): Effective["ruleFolders"] {
  const { ruleFolders: folders, trust, projectRoot } = effective;
  const begun = folders.some(({ layer }) => layer === "project");
  if (begun || trust !== "trusted" || compat === "codex") return folders;
  return [...folders, { path: join(projectRoot, ".paddock"), layer: "project" }];
}

/**
 * Translates the effective configuration into the policies that the packages understand. The only translator: the
 * command line, the agent and the conformance suite all use it.
 *
 * @throws {GuardError} `bad-config` when a value has no meaning; nothing is guessed.
 */
export function resolveBoundary(given: Effective, surroundings: BoundarySurroundings): Boundary {
  const effective = chosen(given, surroundings.permissions);
  const profile = profileFromConfig(
    effective,
    effective === given ? surroundings : { ...(surroundings.compat ? { compat: surroundings.compat } : {}) },
  );
  return {
    profile,
    networkPolicy: networkPolicyFromConfig(effective, profile),
    ...(allowsUpstream(effective, profile) ? {} : { upstreamProxy: false as const }),
    ruleSources: { folders: ruleFolders(effective, surroundings.compat), managed: effective.managedRules },
    approvalPolicy: approvalPolicy(effective.get("approval_policy")),
    reviewer: effective.get("approvals_reviewer") === "auto_review" ? "auto_review" : "user",
    ...approvalOrigins(effective),
    review: reviewBoundary(effective),
    mcp: mcpBoundary(effective),
    environment: { ...environmentPolicy(effective), ...surroundings.environment },
    home: surroundings.paddockHome,
    notices: effective.notices,
    // Costs more than the rest of the translation, and a single command never asks.
    get digest() {
      return effective.digest;
    },
    ...(surroundings.compat ? { compat: surroundings.compat } : {}),
  };
}
