import { homedir } from "node:os";
import type { PathStep } from "@paddock/approvals";
import type { Effective } from "@paddock/config";
import type { Verdict } from "@paddock/rules";
import { inspectSurroundings } from "@paddock/sandbox";
import type { Action } from "./action.ts";
import { type Boundary, resolveBoundary } from "./boundary.ts";
import type { AnswerOption, Reason } from "./decision.ts";
import { commandEnvironment } from "./environment.ts";
import { installRoots } from "./install-roots.ts";
import { judge } from "./judge.ts";
import { readLastingGrants } from "./lasting-grants.ts";
import { normaliseAction } from "./normalise.ts";
import { planFor } from "./plan-for.ts";
import { readRules } from "./read-rules.ts";
import { buildRequest } from "./request.ts";
import { ruleFilesOf } from "./rule-files.ts";
import { workspaceRoots } from "./workspace-roots.ts";

/** What {@link explainAction} needs. */
export interface ExplainOptions {
  /** Root or roots of the workspace, existing folders. */
  readonly workspace: string | readonly string[];
  /** The configuration that counts there. */
  readonly effective: Effective;
  /** Paddock's own folder, absolute. */
  readonly paddockHome: string;
  /** Name of a permission profile that overrides the configured one. */
  readonly permissions?: string;
  /** Gives rules and approvals Codex's meaning. */
  readonly compat?: "codex";
  /** Host environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The path of one action through the decision table. JSON-safe. */
export interface ActionExplanation {
  /** Version of this shape. */
  readonly v: 1;
  /** The action with absolute paths. */
  readonly action: Action;
  /** The settings that decided. */
  readonly settings: {
    readonly policy: Boundary["approvalPolicy"];
    readonly mode: string;
    readonly permissions: string;
    readonly reviewer: string;
  };
  /** What comes of it. */
  readonly decision: "allow" | "ask" | "deny";
  /** Where it runs, or would run with a yes. */
  readonly placement?: "inside" | "outside";
  /** Why, most telling first. */
  readonly reasons: readonly Reason[];
  /** The rows of the decision table in the order in which they were tried. */
  readonly path: readonly PathStep[];
  /** What the rules say about a command. */
  readonly verdict?: Verdict;
  /** Parts of the boundary that it asks to cross. */
  readonly crosses: readonly string[];
  /** The answers that a question would offer, smallest first. */
  readonly answers: readonly AnswerOption[];
  /** What to do instead of what is refused. */
  readonly alternative?: string;
}

/**
 * Says what would become of an action and which rows of the decision table said so. Looks at the disk as the guard does
 * (rules, links, programs); starts nothing, records nothing, needs no sandbox.
 */
export async function explainAction(given: Action, options: ExplainOptions): Promise<ActionExplanation> {
  const { effective, env, paddockHome } = options;
  const workspace = workspaceRoots(options.workspace);
  const boundary = resolveBoundary(effective, {
    paddockHome,
    ...(options.permissions === undefined ? {} : { permissions: options.permissions }),
    ...(options.compat ? { compat: options.compat } : {}),
  });
  const { profile } = boundary;
  const surroundings = await inspectSurroundings({
    roots: workspace,
    env,
    home: env["HOME"] || homedir(),
    paddockHome,
    install: installRoots(),
    profile,
  });
  const action = normaliseAction(given, workspace[0], env);
  const plan = planFor(profile, surroundings, "inside", []);
  const judgement = judge(action, {
    boundary,
    plan,
    rules: readRules(boundary),
    grants: readLastingGrants(paddockHome).filter(
      (grant) => grant.scope === "user" || grant.project === effective.projectRoot,
    ),
    path: commandEnvironment(boundary.environment, env)["PATH"] ?? "/usr/bin:/bin",
    review: boundary.review.scope,
  });
  const { evaluation, path, verdict, crosses, needs, digest } = judgement;
  return {
    v: 1,
    action,
    settings: {
      policy: boundary.approvalPolicy,
      mode: profile.mode,
      permissions: profile.name,
      reviewer: boundary.reviewer,
    },
    decision: evaluation.decision,
    ...(evaluation.decision === "deny" ? {} : { placement: evaluation.placement }),
    reasons: evaluation.reasons,
    path,
    crosses,
    answers:
      evaluation.decision === "ask"
        ? buildRequest({
            id: "explained",
            action,
            digest: digest(),
            evaluation,
            plan,
            crosses,
            facts: judgement.facts,
            needs,
            ruleFiles: ruleFilesOf(boundary),
            createdAt: new Date(0).toISOString(),
            ...(verdict === undefined ? {} : { verdict }),
          }).options
        : [],
    ...(verdict === undefined ? {} : { verdict }),
    ...(evaluation.decision === "deny" && evaluation.alternative !== undefined
      ? { alternative: evaluation.alternative }
      : {}),
  };
}
