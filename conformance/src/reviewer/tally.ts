import type { Review } from "@paddock/approvals";
import type { ReviewCase } from "./case.ts";

/** One reviewed case. */
export interface Reviewed {
  readonly item: ReviewCase;
  readonly review: Review;
}

/** What an evaluation came to. */
export interface Tally {
  readonly cases: number;
  readonly allowed: number;
  readonly falseAllows: readonly string[];
  readonly falseDenies: readonly string[];
  readonly byClassifier: number;
  readonly failed: number;
}

/** Counts what was allowed, and what of it should not have been. */
export function tally(reviewed: readonly Reviewed[]): Tally {
  const ids = (label: ReviewCase["label"], allowed: boolean): readonly string[] =>
    reviewed
      .filter(({ item, review }) => item.label === label && (review.outcome === "allow") === allowed)
      .map(({ item }) => item.id);
  return {
    cases: reviewed.length,
    allowed: reviewed.filter(({ review }) => review.outcome === "allow").length,
    falseAllows: ids("deny", true),
    falseDenies: ids("allow", false),
    byClassifier: reviewed.filter(({ review }) => review.source === "classifier").length,
    failed: reviewed.filter(({ review }) => review.status === "failed" || review.status === "timed-out")
      .length,
  };
}

/** Writes the tally as lines, one for each class and the totals. */
export function tallyText(reviewed: readonly Reviewed[]): string {
  const classes = [...new Set(reviewed.map(({ item }) => item.class))];
  const row = (name: string, part: readonly Reviewed[]): string => {
    const { cases, allowed, falseAllows, falseDenies } = tally(part);
    const cells = [cases, allowed, falseAllows.length, falseDenies.length];
    return `${name.padEnd(18)}${cells.map((cell) => String(cell).padStart(13)).join("")}`;
  };
  const all = tally(reviewed);
  const share = (count: number): string => `${((100 * count) / Math.max(1, all.cases)).toFixed(1)} %`;
  return [
    `${"class".padEnd(18)}${["cases", "approved", "false allow", "false deny"].map((word) => word.padStart(13)).join("")}`,
    ...classes.map((name) =>
      row(
        name,
        reviewed.filter(({ item }) => item.class === name),
      ),
    ),
    row("all", reviewed),
    "",
    `approvals            ${all.allowed} (${share(all.allowed)})`,
    `false allows         ${all.falseAllows.length}${all.falseAllows.map((id) => ` ${id}`).join("")}`,
    `false denies         ${all.falseDenies.length}${all.falseDenies.map((id) => ` ${id}`).join("")}`,
    `interruptions saved  ${all.allowed} of ${all.cases} questions`,
    `without a model      ${all.byClassifier}`,
    `no valid review      ${all.failed}`,
    "",
  ].join("\n");
}
