import type { Backend, Probe } from "./backend.ts";
import { SandboxError } from "./error.ts";
import { missingGuarantees, requiredGuarantees } from "./guarantees.ts";
import type { SandboxPlan } from "./plan.ts";

/**
 * Picks the first backend that is available here and keeps every guarantee the plan must have. Probes by a real run.
 *
 * @throws {SandboxError} `no-backend` or `guarantee-missing`, naming for each backend the step, the errno, what would be
 * lost and the fix. Never falls back to less than the plan asks for.
 */
export async function selectBackend(
  backends: readonly Backend[],
  plan: SandboxPlan,
  signal?: AbortSignal,
): Promise<{ readonly backend: Backend; readonly probe: Probe }> {
  const required = requiredGuarantees(plan);
  const refusals: string[] = [];
  let fix: string | undefined;
  let lacking = false;
  for (const backend of backends) {
    const probe = await backend.probe(signal);
    if (!probe.available) {
      const { step, errno, message } = probe.refusal ?? {
        step: "probe",
        message: "not available",
        errno: undefined,
      };
      refusals.push(`${backend.name}: ${step}${errno === undefined ? "" : ` (${errno})`}: ${message}`);
      fix ??= probe.refusal?.fix;
      continue;
    }
    const missing = missingGuarantees(required, probe.report);
    if (missing.length === 0) return { backend, probe };
    lacking = true;
    refusals.push(
      `${backend.name}: ${missing.map((lost) => `${lost.guarantee} would be lost: ${lost.why}`).join("; ")}`,
    );
    fix ??= missing.find((lost) => lost.fix !== undefined)?.fix;
  }
  if (backends.length === 0) refusals.push("no backend was given");
  throw new SandboxError(
    lacking ? "guarantee-missing" : "no-backend",
    `no sandbox can be used here, so nothing was run. ${refusals.join(". ")}`,
    fix === undefined ? undefined : { fix },
  );
}
