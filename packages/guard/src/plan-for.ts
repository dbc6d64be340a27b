import type { Profile, ProfileEntry, SandboxPlan, Surroundings } from "@paddock/sandbox";
import { completeSurroundings, requiredGuarantees, resolvePlan } from "@paddock/sandbox";

/** Extra access on top of a profile: of one action after its answer, or of a standing grant. */
export interface Widening {
  readonly write?: readonly string[];
  readonly read?: readonly string[];
  readonly hosts?: readonly string[];
}

function entries(widening: Widening): readonly ProfileEntry[] {
  const origin = { layer: "grant" };
  return [
    ...(widening.read ?? []).map((path): ProfileEntry => ({ path, access: "read", origin })),
    ...(widening.write ?? []).map((path): ProfileEntry => ({ path, access: "write", origin })),
  ];
}

/**
 * The plan of one run: the profile, widened by exactly what was granted, or no sandbox where an answer or the mode said so.
 * Refusals are named, and what the plan promises is required of the backend.
 */
export function planFor(
  profile: Profile,
  surroundings: Surroundings,
  placement: "inside" | "outside",
  widenings: readonly Widening[],
): SandboxPlan {
  if (placement === "outside") {
    return resolvePlan(
      { name: "outside", mode: "danger-full-access", entries: [], network: { kind: "host" } },
      surroundings,
    );
  }
  const extra = widenings.flatMap(entries);
  const widened = extra.length > 0 ? { ...profile, entries: [...profile.entries, ...extra] } : profile;
  const known = extra.length > 0 ? completeSurroundings(surroundings, widened) : surroundings;
  const plan = { ...resolvePlan(widened, known), nameDenials: true };
  return { ...plan, require: requiredGuarantees(plan) };
}
