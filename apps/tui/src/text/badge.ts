import type { EnforcementReport } from "@paddock/sandbox";

/** What confined a call, in a few words, from the enforcement report and never from configuration. */
export interface Badge {
  readonly text: string;
  readonly level: "full" | "partial" | "none";
}

/** The badge of one run. Without a report nothing was started, so nothing is claimed. */
export function badge(
  report: EnforcementReport | undefined,
  mode: string,
  placement: "inside" | "outside" = "inside",
): Badge | undefined {
  if (report === undefined) return undefined;
  if (report.enforcement === "none" || placement === "outside")
    return { text: "[no sandbox]", level: "none" };
  const area = mode === "workspace-write" ? "workspace" : mode;
  const net = report.guarantees.includes("net.isolated")
    ? ", net off"
    : report.guarantees.includes("net.proxy-only")
      ? ", net filtered"
      : ", net open";
  if (report.enforcement === "full") return { text: `[${area}${net}]`, level: "full" };
  const lost = report.lost.map(({ guarantee }) => guarantee).join(", ");
  return { text: `[${area}${net}, partial: no ${lost}]`, level: "partial" };
}
