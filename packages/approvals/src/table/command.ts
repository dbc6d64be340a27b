import type { ActionFacts, GrantScope, Reason, Widen } from "../facts.ts";
import type { Need } from "../grant.ts";
import {
  allow,
  ask,
  type Context,
  canAsk,
  confined,
  deny,
  fullAccess,
  type Outcome,
  reason,
  type Table,
  unaskable,
} from "./step.ts";
import { widenNeeds, widenOf } from "./widening.ts";

type CommandFacts = Extract<ActionFacts, { kind: "command" }>;

const every: readonly GrantScope[] = ["once", "turn", "session", "project", "user"];
const once: readonly GrantScope[] = ["once"];
const unstored: readonly GrantScope[] = ["once", "turn", "session"];
const careful: readonly GrantScope[] = ["once", "turn"];

/** Where an accepted command runs. */
function placement(action: CommandFacts, context: Context): "inside" | "outside" {
  return context.full || action.escalation.kind === "outside" ? "outside" : "inside";
}

/** What the command asks to add to the boundary; nothing can be added where there is none. */
function widening(action: CommandFacts, context: Context): Widen | undefined {
  return context.full || action.escalation.kind !== "widen" ? undefined : widenOf(action.escalation);
}

function run(action: CommandFacts, where: "inside" | "outside"): Need {
  const commands = action.segments ?? (action.script === undefined ? [action.argv] : undefined);
  return { kind: "run", placement: where, cwd: action.cwd, ...(commands === undefined ? {} : { commands }) };
}

/**
 * True when the command would run outside and the agent can rewrite what it runs. A grant by prefix, or one that lasts,
 * would then be a grant for anything: neither is offered, and one that was made earlier does not answer.
 */
function rewritable(action: CommandFacts, where: "inside" | "outside"): boolean {
  return where === "outside" && action.inRoot === true;
}

function ruleReasons(action: CommandFacts, decision: "allow" | "ask" | "deny"): readonly Reason[] {
  const matches = action.verdict.matches.filter((match) => match.decision === decision);
  const certain = matches
    .filter(({ perhaps }) => perhaps !== true)
    .map((match) => {
      const text = match.justification ?? `A rule for \`${match.prefix.join(" ")}\` says ${decision}.`;
      return reason(`rule.${decision}`, text, match.origin);
    });
  // Many rules may speak about what is not fixed; the verdict says it once.
  const open =
    matches.length === certain.length
      ? []
      : action.verdict.reasons.filter(({ code }) => code === "rule-open");
  const reasons = [...certain, ...open.map(({ text, origin }) => reason(`rule.${decision}`, text, origin))];
  return reasons.length === 0 ? action.verdict.reasons : reasons;
}

/** A widen question where nothing else is in doubt needs the paths and hosts only, not the command. */
function needs(action: CommandFacts, context: Context, where: "inside" | "outside"): readonly Need[] {
  const wider = widenNeeds(widening(action, context) ?? {});
  const onlyWider = action.escalation.kind === "widen" && context.policy.kind !== "untrusted";
  return onlyWider && wider.length > 0 ? wider : [run(action, where), ...wider];
}

const boundary = "Run it inside the sandbox, without asking for more.";

function question(
  action: CommandFacts,
  context: Context,
  reasons: readonly Reason[],
  exactly: boolean,
): Parameters<typeof ask>[1] {
  const where = placement(action, context);
  const widen = widening(action, context);
  const fresh = rewritable(action, where);
  const delicate = widen !== undefined && action.escalation.kind === "widen" && action.escalation.delicate;
  return {
    topic: "sandbox",
    placement: where,
    reasons,
    needs: exactly || fresh ? [{ kind: "exact", placement: where }] : needs(action, context, where),
    scopes: fresh ? once : delicate ? careful : exactly ? unstored : every,
    risk: delicate || (where === "outside" && !context.full) ? "high" : "normal",
    ...(widen === undefined ? {} : { widen }),
  };
}

function escalationReason(action: CommandFacts, context: Context): Reason {
  const key = context.mode === "profile" ? "the permission profile" : `sandbox_mode ${context.mode}`;
  return action.escalation.kind === "outside"
    ? reason("escalation.outside", `It asks to leave the sandbox that ${key} sets up.`, context.origins.mode)
    : reason("escalation.widen", `It asks for more than ${key} gives.`, context.origins.mode);
}

/** What the command asks for beyond the boundary, as a further reason of a question that is put anyway. */
function wishes(action: CommandFacts, context: Context): readonly Reason[] {
  return action.escalation.kind === "none" || context.full ? [] : [escalationReason(action, context)];
}

/** True when the rules allow every part of the command and say that it runs outside. */
function allowedOutside(action: CommandFacts, context: Context): boolean {
  return (
    action.verdict.decision === "allow" &&
    !context.deniedReads &&
    (context.full || context.codex || action.verdict.placement === "outside")
  );
}

function personOnly(action: CommandFacts): boolean {
  return action.verdict.matches.some((match) => match.decision === "ask" && match.personOnly === true);
}

/** The rows for commands. Rules are judged before; this decides what their verdict means here. */
export const commandTable: Table<CommandFacts> = [
  {
    id: "command.rule-deny",
    says: "A rule that denies any part of the command refuses it.",
    apply: (action): Outcome | undefined =>
      action.verdict.decision === "deny" ? deny("rule-denied", ruleReasons(action, "deny")) : undefined,
  },
  {
    id: "command.escalation-gate",
    says: "A request to leave or widen the sandbox is refused where the policy could never ask about it; only by default, a rule that runs the command outside anyway makes it idle.",
    apply: (action, context): Outcome | undefined => {
      if (action.escalation.kind === "none" || canAsk(context, "sandbox")) return undefined;
      if (!context.codex && (allowedOutside(action, context) || context.full)) return undefined;
      const code = context.policy.kind === "never" ? "approval-never" : "approval-switched-off";
      return deny(code, [escalationReason(action, context), unaskable(context, "sandbox")], boundary);
    },
  },
  {
    id: "command.rule-ask",
    says: "A rule that asks makes a question; one that only a person may answer waits for a person, once.",
    apply: (action, context): Outcome | undefined => {
      if (action.verdict.decision !== "ask") return undefined;
      const reasons = [...ruleReasons(action, "ask"), ...wishes(action, context)];
      const exact = question(action, context, reasons, true);
      const only = personOnly(action);
      return ask(context, {
        ...exact,
        topic: "rules",
        needs: [{ kind: "exact", placement: exact.placement, ...(only ? { personOnly: true } : {}) }],
        ...(only ? { scopes: once, personOnly: true } : {}),
      });
    },
  },
  {
    id: "command.danger",
    says: "A dangerous word without a rule that allows it makes a question, in every mode.",
    apply: (action, context): Outcome | undefined => {
      const { danger, decision } = action.verdict;
      if (danger === undefined || decision === "allow") return undefined;
      const reasons = [reason(`danger.${danger.code}`, danger.text), ...wishes(action, context)];
      return ask(context, {
        ...question(action, context, reasons, true),
        topic: "danger",
        risk: "high",
        alternative: "Use a command that loses nothing, or one a rule allows.",
      });
    },
  },
  {
    id: "command.rule-allow",
    says: "A rule that allows every part runs it: inside by default, outside where the rule says so (in Codex always).",
    apply: (action, context): Outcome | undefined => {
      if (action.verdict.decision !== "allow") return undefined;
      const reasons = ruleReasons(action, "allow");
      if (allowedOutside(action, context)) return allow("outside", ...reasons);
      if (action.escalation.kind === "none" && !context.full) return allow("inside", ...reasons);
      return undefined;
    },
  },
  {
    id: "command.untrusted",
    says: "The untrusted policy asks about every command without a rule that allows it.",
    apply: (action, context): Outcome | undefined => {
      if (context.policy.kind !== "untrusted" || action.verdict.decision === "allow") return undefined;
      const reasons = [
        reason(
          "policy.untrusted",
          "approval_policy is untrusted: every command is asked about.",
          context.origins.policy,
        ),
        ...wishes(action, context),
      ];
      return ask(context, question(action, context, reasons, false));
    },
  },
  {
    id: "command.full-access",
    says: "With full access there is no boundary, so a command runs.",
    apply: (_action, context): Outcome | undefined => fullAccess(context),
  },
  {
    id: "command.escalation",
    says: "A request to leave or widen the sandbox makes a question.",
    apply: (action, context): Outcome | undefined =>
      action.escalation.kind === "none"
        ? undefined
        : ask(context, {
            ...question(action, context, [escalationReason(action, context)], false),
            alternative: boundary,
          }),
  },
  {
    id: "command.inside",
    says: "Everything else runs inside the sandbox.",
    apply: (_action, context): Outcome => allow("inside", confined(context)),
  },
];
