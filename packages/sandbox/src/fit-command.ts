import type { SandboxCommand } from "./backend.ts";
import { explainPlan } from "./explain.ts";
import type { SandboxPlan } from "./plan.ts";

/**
 * Tells a command about a private tmp: a $TMPDIR that is not writable under the plan becomes /tmp. Everything else stays
 * as it is.
 */
export function fitCommand(plan: SandboxPlan, command: SandboxCommand): SandboxCommand {
  const tmp = command.env["TMPDIR"];
  if (plan.privateTmp === undefined || !tmp?.startsWith("/")) return command;
  if (explainPlan(plan, tmp).access === "write") return command;
  return { ...command, env: { ...command.env, TMPDIR: "/tmp" } };
}
