import type { SandboxCommand } from "./backend.ts";
import { explainPlan } from "./explain.ts";
import type { SandboxPlan } from "./plan.ts";

/**
 * Tells a command what the plan changes about its surroundings: a $TMPDIR that is not writable becomes /tmp where that
 * is private, and sanitized programs look for no leaks where nothing may be traced, as otherwise they end with an error.
 * Everything else stays as it is.
 */
export function fitCommand(plan: SandboxPlan, command: SandboxCommand): SandboxCommand {
  const fitted = { ...temporary(plan, command.env), ...leaks(plan, command.env) };
  return Object.keys(fitted).length === 0 ? command : { ...command, env: { ...command.env, ...fitted } };
}

type Environment = SandboxCommand["env"];

function temporary(plan: SandboxPlan, env: Environment): Environment {
  const tmp = env["TMPDIR"];
  if (plan.privateTmp === undefined || !tmp?.startsWith("/")) return {};
  return explainPlan(plan, tmp).access === "write" ? {} : { TMPDIR: "/tmp" };
}

/** LeakSanitizer stops its own threads by ptrace(2). Whoever sets its options knows. */
function leaks(plan: SandboxPlan, env: Environment): Environment {
  const isTraced = plan.mode === "danger-full-access" || plan.allowPtrace === true;
  return isTraced || env["LSAN_OPTIONS"] !== undefined ? {} : { LSAN_OPTIONS: "detect_leaks=0" };
}
