import assert from "node:assert/strict";
import { evaluate } from "../evaluate.ts";
import type { ActionFacts, ApprovalPolicy, Escalation, Evaluation, VerdictFacts } from "../facts.ts";
import type { EvaluationInput, Mode } from "../input.ts";
import type { ApprovalRequirements } from "../requirements.ts";

// The finite table, whole: every policy with every switch, every mode, every verdict, escalation and requirement.

const bits = [false, true];
export const granular: readonly ApprovalPolicy[] = bits.flatMap((sandboxApproval) =>
  bits.flatMap((rules) =>
    bits.flatMap((mcpElicitations) =>
      bits.map(
        (requestPermissions): ApprovalPolicy => ({
          kind: "granular",
          sandboxApproval,
          rules,
          mcpElicitations,
          requestPermissions,
          skillApproval: false,
        }),
      ),
    ),
  ),
);
export const policies: readonly ApprovalPolicy[] = [
  { kind: "untrusted" },
  { kind: "on-request" },
  { kind: "on-failure" },
  { kind: "never" },
  ...granular,
];
export const modes: readonly Mode[] = ["read-only", "workspace-write", "profile", "danger-full-access"];
const origin = { layer: "user" };
export const nothing: VerdictFacts = { decision: "none", reasons: [], matches: [] };
export const rule = (decision: "allow" | "ask" | "deny", more: Partial<VerdictFacts> = {}): VerdictFacts => ({
  decision,
  reasons: [],
  matches: [{ decision, origin, prefix: ["tool"] }],
  ...more,
});

/** From strict to loose; each may let happen at most what the next one does. */
export const verdicts: readonly VerdictFacts[] = [
  rule("deny"),
  rule("ask"),
  nothing,
  rule("allow"),
  rule("allow", { placement: "inside" }),
  rule("allow", { placement: "outside" }),
];
export const danger: VerdictFacts = { ...nothing, danger: { code: "forced-removal", text: "t" } };
export const escalations: readonly Escalation[] = [
  { kind: "none" },
  { kind: "widen", write: ["/extra"] },
  { kind: "outside" },
];
export const requirements: readonly (ApprovalRequirements | undefined)[] = [
  undefined,
  { allowedModes: ["read-only", "workspace-write"] },
  { allowedModes: ["read-only"] },
  { allowedPolicies: ["untrusted", "on-request"] },
  { allowedPolicies: ["untrusted"] },
  { allowedReviewers: ["user"] },
  { reviewAll: true },
  { allowedModes: [], allowedPolicies: [] },
];

export function command(verdict: VerdictFacts, escalation: Escalation): ActionFacts {
  return { kind: "command", argv: ["tool"], cwd: "/w", verdict, escalation };
}

const hints = [undefined, false, true];
const others: readonly ActionFacts[] = [
  ...(["readable", "denied"] as const).map((within): ActionFacts => ({ kind: "read", path: "/a", within })),
  ...(["writable", "protected", "auto-run", "outside"] as const).flatMap((within): ActionFacts[] => [
    { kind: "write", path: "/a", within },
    {
      kind: "patch",
      files: [
        { path: "/a", within },
        { path: "/b", within: "writable" },
      ],
    },
  ]),
  ...(["allow", "ask", "deny"] as const).map(
    (decision): ActionFacts => ({ kind: "network", host: "h", port: 1, protocol: "http", decision }),
  ),
  ...(["auto", "writes", "prompt", "approve"] as const).flatMap((mode) =>
    hints.flatMap((readOnlyHint) =>
      hints.map(
        (destructiveHint): ActionFacts => ({
          kind: "mcp",
          server: "s",
          tool: "t",
          mode,
          ...(readOnlyHint === undefined ? {} : { readOnlyHint }),
          ...(destructiveHint === undefined ? {} : { destructiveHint }),
        }),
      ),
    ),
  ),
  { kind: "tool", name: "t", effects: ["read"] },
  { kind: "tool", name: "t", effects: ["write"] },
  { kind: "stdin", execution: "e", outside: true, empty: false },
  { kind: "stdin", execution: "e", outside: true, empty: true },
  { kind: "stdin", execution: "e", outside: false, empty: false },
  { kind: "permissions", write: ["/x"] },
  { kind: "credential", name: "n" },
];
export const commands: readonly ActionFacts[] = [...verdicts, danger].flatMap((verdict) => escalations.map((e) => command(verdict, e)));
export const actions: readonly ActionFacts[] = [...commands, ...others];

export function decide(over: Partial<EvaluationInput> & { readonly action: ActionFacts }): Evaluation {
  return evaluate({
    policy: { kind: "on-request" },
    reviewer: "user",
    mode: "workspace-write",
    grants: [],
    ...over,
  });
}

/** How far it gets without anybody's answer, and how far with a yes: 0 not at all, 1 inside, 2 outside. */
function reach(evaluation: Evaluation): readonly [alone: number, answered: number] {
  if (evaluation.decision === "deny") return [0, 0];
  const far = evaluation.placement === "outside" ? 2 : 1;
  return evaluation.decision === "allow" ? [far, far] : [0, far];
}

export function notLooser(strict: Evaluation, loose: Evaluation, what: unknown, aloneOnly = false): void {
  const [a, b] = [reach(strict), reach(loose)];
  assert.ok(
    a[0] <= b[0] && (aloneOnly || a[1] <= b[1]),
    `tightening loosened: ${JSON.stringify({ what, strict, loose })}`,
  );
}

export function everywhere(
  check: (over: Pick<EvaluationInput, "policy" | "mode" | "action"> & Partial<EvaluationInput>) => void,
): number {
  let count = 0;
  for (const policy of policies) {
    for (const mode of modes) {
      for (const action of actions) {
        for (const required of requirements) {
          for (const compat of [undefined, "codex"] as const) {
            count++;
            check({
              policy,
              mode,
              action,
              ...(required === undefined ? {} : { requirements: required }),
              ...(compat === undefined ? {} : { compat }),
            });
          }
        }
      }
    }
  }
  return count;
}
