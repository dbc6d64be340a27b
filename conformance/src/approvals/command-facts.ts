import { type ActionFacts, type EscalationArguments, parseEscalation } from "@paddock/approvals";
import { loadRules, type RuleSet, type Verdict } from "@paddock/rules";

/** One proposed command and what the rules say about it, or why its arguments are refused. */
export type CommandFacts =
  | {
      readonly kind: "facts";
      readonly action: Extract<ActionFacts, { kind: "command" }>;
      readonly verdict: Verdict;
      readonly rules: RuleSet;
    }
  | { readonly kind: "refused"; readonly text: string };

/** Builds the facts of a shell command as the guard does: rules first, then the escalation that was asked for. */
export function commandFacts(options: {
  readonly script: string;
  readonly rules: string;
  readonly managed?: readonly unknown[];
  readonly escalation: EscalationArguments;
  readonly widen?: boolean;
  readonly compat?: "codex";
  readonly cwd?: string;
  readonly login?: boolean;
}): CommandFacts {
  const escalation = parseEscalation(options.escalation, options.widen === false ? { widen: false } : {});
  if (!escalation.ok) return { kind: "refused", text: escalation.text };
  const compat = options.compat === undefined ? {} : { compat: options.compat };
  const cwd = options.cwd ?? "/ws";
  const rules = loadRules([{ path: "user.rules", text: options.rules, layer: "user" }], {
    ...compat,
    managed: (options.managed ?? []).map((rule) => ({ rule, origin: { layer: "requirements" } })),
  });
  const verdict = rules.check({ kind: "script", text: options.script, shell: "/bin/bash" }, { cwd });
  return {
    kind: "facts",
    verdict,
    rules,
    action: {
      kind: "command",
      argv: ["/bin/bash", options.login === false ? "-c" : "-lc", options.script],
      script: options.script,
      cwd,
      verdict,
      escalation: escalation.escalation,
    },
  };
}
