import type { Reason } from "./decision.ts";
import type { Judgement } from "./judge.ts";

/** Which part of the policy stands behind a refusal. */
export type RefusedBy = "rule" | "policy" | "user" | "reviewer" | "sandbox" | "network" | "requirement";

/** Why an action did not happen, for the agent: what to do instead is always said. JSON-safe. */
export interface Refusal {
  /** Stable, for programs. */
  readonly code: string;
  /** Who said no. */
  readonly by: RefusedBy;
  /** Most telling first, with the file and line of the deciding rule or key where there is one. */
  readonly reasons: readonly Reason[];
  /** The words that the deciding rule names, e.g. `git push`. */
  readonly rule?: string;
  /** The setting that decided, e.g. `approval_policy`. */
  readonly key?: string;
  /** The smallest thing that would be allowed instead; a guard always says one. */
  readonly alternative?: string;
}

/** What to do where nothing closer is known. */
const ALTERNATIVES: Readonly<Record<RefusedBy, string>> = {
  rule: "Reach the goal with a command that no rule forbids, or leave this step to the person.",
  policy: "Work inside the boundary, without asking for more.",
  user: "Go on without it, or ask the person what would be fine.",
  reviewer: "Take a way that risks less, or ask the person to approve exactly this.",
  sandbox: "Work inside the boundary, or ask for exactly what was blocked.",
  network: "Work without this host, or use one that the policy lists.",
  requirement: "Stay within what the administrator allows; no answer here changes that.",
};

/** Settings by the topic of a reason's code, which is the part before the dot. */
const KEYS: Readonly<Record<string, string>> = {
  policy: "approval_policy",
  escalation: "sandbox_mode",
  profile: "default_permissions",
  mcp: "mcp_servers",
  network: "permissions.network",
};

/** Makes a refusal; the judgement, where there is one, tells which rule decided. */
export function refusal(
  code: string,
  by: RefusedBy,
  reasons: readonly Reason[],
  known: { readonly alternative?: string | undefined; readonly judgement?: Judgement } = {},
): Refusal {
  const topics = reasons.map((reason) => reason.code.split(".")[0] ?? "");
  const matches = known.judgement?.verdict?.matches ?? [];
  const match =
    matches.find(({ decision }) => decision === "deny") ?? matches.find(({ decision }) => decision === "ask");
  const rule = topics.includes("rule") ? match?.prefix.join(" ") : undefined;
  // The policy that lets nobody be asked decides over the topic of the question.
  const key = KEYS[topics.includes("policy") ? "policy" : (topics.find((topic) => topic in KEYS) ?? "")];
  return {
    code,
    by,
    reasons,
    ...(rule === undefined ? {} : { rule }),
    ...(key === undefined ? {} : { key }),
    alternative: known.alternative ?? ALTERNATIVES[by],
  };
}
