import type { Guarantee, SandboxPlan } from "./plan.ts";
import type { EnforcementReport, LostGuarantee } from "./report.ts";

/**
 * The guarantees without which a plan would promise what nobody keeps: those it requires by name and those that its own
 * entries imply, less what it accepts to lose. `danger-full-access` promises nothing.
 */
export function requiredGuarantees(plan: SandboxPlan): readonly Guarantee[] {
  const needed = new Set<Guarantee>(plan.require);
  if (plan.mode !== "danger-full-access") {
    for (const guarantee of ["fs.write.roots", "unix.deny", "priv.none", "fd.closed"] as const)
      needed.add(guarantee);
    if (plan.entries.some((entry) => entry.access === "deny") || plan.reads === "listed")
      needed.add("fs.read.deny");
    const isCarved = (reason: string): boolean =>
      ["protected", "git", "auto-run", "install"].includes(reason);
    if (
      plan.entries.some(
        (entry) => entry.access === "read" && (isCarved(entry.reason) || entry.reason === "profile"),
      )
    ) {
      needed.add("fs.write.protected");
    }
    if (plan.network.kind === "off") needed.add("net.isolated");
    if (plan.network.kind === "proxy") needed.add("net.proxy-only");
    if (plan.privateTmp !== undefined) needed.add("tmp.private");
  }
  return [...needed].filter((guarantee) => !plan.accept.includes(guarantee));
}

/** What a report leaves open of the guarantees that a run must have; empty when the run may start. */
export function missingGuarantees(
  required: readonly Guarantee[],
  report: EnforcementReport,
): readonly LostGuarantee[] {
  return required.flatMap((guarantee): readonly LostGuarantee[] => {
    const lost = report.lost.find((item) => item.guarantee === guarantee);
    if (lost !== undefined) return [lost];
    if (report.guarantees.includes(guarantee)) return [];
    return [{ guarantee, level: "none", why: `the backend ${report.backend} does not offer it` }];
  });
}
