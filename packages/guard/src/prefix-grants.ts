import type { Grant } from "@paddock/approvals";
import { type CheckOptions, type Command, loadRules, ruleLine } from "@paddock/rules";

/**
 * Leaves out prefix grants for outside the sandbox where a rule that allows the same words would not cover the command:
 * `git push` must not answer for `git push --receive-pack='sh -c ...'`. What such a grant covers is what was looked at,
 * with other operands, and not what a flag makes of it.
 */
export function coveringGrants(
  grants: readonly Grant[],
  command: Command,
  options: CheckOptions,
): readonly Grant[] {
  const outside = (cover: Grant["covers"][number]): boolean =>
    cover.kind === "prefix" && cover.placement === "outside";
  const lines = grants.flatMap(({ covers }) =>
    covers.flatMap((cover) => (cover.kind === "prefix" && outside(cover) ? [ruleLine(cover.prefix)] : [])),
  );
  if (lines.length === 0) return grants;
  const rules = loadRules([{ path: "grants.rules", text: lines.join("\n"), layer: "user" }]);
  if (rules.check(command, options).decision === "allow") return grants;
  return grants
    .map((grant) => ({ ...grant, covers: grant.covers.filter((cover) => !outside(cover)) }))
    .filter(({ covers }) => covers.length > 0);
}
