import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";
import { evaluateDenial, mayAsk } from "@paddock/approvals";
import type { Denial, SandboxPlan } from "@paddock/sandbox";
import type { Reason } from "./decision.ts";
import type { Judgement } from "./judge.ts";
import type { NormalAction } from "./normalise.ts";
import { writeStanding } from "./placement.ts";
import type { RunResult } from "./run.ts";
import type { Session } from "./session.ts";

/** A second try with exactly what was missing. */
export interface SecondTry {
  readonly action: NormalAction;
  readonly reason: Reason;
}

/** More paths than these are no small grant. */
const FEW = 8;

const CHANGES: ReadonlySet<Denial["operation"]> = new Set(["write", "create", "delete", "rename"]);

/** What must be writable for one change: the file itself, or for what is made or removed the folder that holds it. */
function grantable(path: string, operation: Denial["operation"]): string | undefined {
  if (operation === "write" && existsSync(path)) return path;
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  // A whole disk or a whole home is no small grant.
  return folder === "/" || folder === homedir() || dirname(folder) === "/" ? undefined : folder;
}

/** The paths that were missing, when nothing else was refused and each may be granted. */
export function missingPaths(denials: readonly Denial[], plan: SandboxPlan): readonly string[] | undefined {
  const paths = new Set<string>();
  for (const { operation, object } of denials) {
    if (!CHANGES.has(operation) || !object.startsWith("/")) return undefined;
    // What is protected inside a root is asked for by name or not at all.
    if (writeStanding(plan, object) !== "outside") return undefined;
    const path = grantable(object, operation);
    if (path === undefined || writeStanding(plan, path) !== "outside") return undefined;
    paths.add(path);
  }
  return paths.size === 0 || paths.size > FEW ? undefined : [...paths];
}

/**
 * What to ask after the sandbox blocked a command: one question with the smallest grant, where the policy asks after a
 * block or a rule allowed the command. Nothing ever leaves the sandbox without a question, also under compat.
 */
export function afterBlock(
  session: Session,
  action: NormalAction,
  judgement: Judgement,
  plan: SandboxPlan,
  result: RunResult,
): SecondTry | undefined {
  if (result.outcome !== "blocked" || action.kind !== "command" || plan.mode === "danger-full-access")
    return undefined;
  if (action.escalation !== undefined && action.escalation.kind !== "none") return undefined;
  const { approvalPolicy: policy, compat } = session.boundary;
  const { kind } = evaluateDenial({ policy, mode: plan.mode, ...(compat ? { compat } : {}) });
  const byRule = judgement.verdict?.decision === "allow" && mayAsk(policy, "sandbox");
  if (kind === "report" && !byRule) return undefined;
  const write = missingPaths(result.denials, plan);
  if (write === undefined) return undefined;
  return {
    action: { ...action, escalation: { kind: "widen", write } },
    reason: {
      code: "denial.retry",
      text: `The sandbox blocked ${write.join(", ")}; with a yes the command runs again and may write there.`,
    },
  };
}
