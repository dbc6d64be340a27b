import type { RunResult } from "../run.ts";

/** Status of a command that may not run, as shells use it. */
const REFUSED = 126;

/** The status that a shell would give for how a command ended; a refused one has 126. */
export function exitCode(result: RunResult): number {
  const { status } = result;
  if (status?.kind === "exit") return status.code;
  if (status?.kind === "signal") return 128;
  return result.outcome === "done" ? 0 : REFUSED;
}
