import type { EnforcementReport } from "./report.ts";

/**
 * What to say about a run behind an egress proxy in which host names do not resolve; undefined where they do, and where no
 * proxy was asked for. Such a run is no less confined: programs that go through the proxy by themselves reach their hosts.
 *
 * @example
 * ```ts
 * import { type Process, unresolvedNames } from "@paddock/sandbox";
 *
 * declare const run: Process;
 * const said = unresolvedNames(await run.report);
 * if (said) console.error(said);
 * ```
 */
export function unresolvedNames(report: Pick<EnforcementReport, "facts" | "lost">): string | undefined {
  if (report.facts["names"] !== false) return undefined;
  const fix = report.lost.find((lost) => lost.fix !== undefined)?.fix;
  return `host names do not resolve inside, so only programs that use the proxy variables reach their hosts${
    fix === undefined ? "" : `; to fix it: ${fix}`
  }`;
}
