import type { EnforcementReport } from "@paddock/sandbox";
import type { StatusLine } from "./status-lines.ts";

/** Turns the helper's words into the report every backend gives. */
export function reportOf(ready: Extract<StatusLine, { kind: "ready" }>): EnforcementReport {
  const { guarantees, lost, facts } = ready;
  const enforcement = guarantees.length === 0 ? "none" : lost.length === 0 ? "full" : "partial";
  return { v: 1, backend: "linux", enforcement, guarantees, lost, facts };
}
