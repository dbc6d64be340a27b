import type { Intake } from "./intake.ts";

/** A signal that aborts when the client hangs up; released when nobody looks at it any more. */
export function goneSignal(client: Intake): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const release = client.onGone(() => controller.abort());
  return { signal: controller.signal, release };
}
