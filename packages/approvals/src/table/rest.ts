import type { ActionFacts } from "../facts.ts";
import { allow, ask, fullAccess, neverWithFullAccess, type Outcome, reason, type Table } from "./step.ts";
import { widenNeeds, widenOf } from "./widening.ts";

type ToolFacts = Extract<ActionFacts, { kind: "tool" }>;
type StdinFacts = Extract<ActionFacts, { kind: "stdin" }>;
type PermissionsFacts = Extract<ActionFacts, { kind: "permissions" }>;
type CredentialFacts = Extract<ActionFacts, { kind: "credential" }>;

/** The rows for an integrator's own tools, which run in the host and not in the sandbox. */
export const toolTable: Table<ToolFacts> = [
  {
    id: "tool.reads",
    says: "A tool whose declared effects are reads only is called.",
    apply: (action): Outcome | undefined =>
      action.effects.every((effect) => effect === "read")
        ? allow("outside", reason("tool.reads", `${action.name} declares that it only reads.`))
        : undefined,
  },
  {
    id: "tool.never-full-access",
    says: "Full access together with a chosen never policy calls every tool; a never that requirements put there does not.",
    apply: (_action, context): Outcome | undefined => neverWithFullAccess(context),
  },
  {
    id: "tool.effects",
    says: "A tool that declares other effects makes a question: it runs in the host, where the sandbox does not reach.",
    apply: (action, context): Outcome =>
      ask(context, {
        topic: "tool",
        placement: "outside",
        reasons: [
          reason(
            "tool.effects",
            `${action.name} declares that it may ${action.effects.join(", ")}, outside the sandbox.`,
          ),
        ],
        needs: [{ kind: "tool", name: action.name }],
        scopes: ["once", "turn", "session", "project", "user"],
      }),
  },
];

/** The rows for text sent to a program that already runs. */
export const stdinTable: Table<StdinFacts> = [
  {
    id: "stdin.inside",
    says: "Input for a program inside the sandbox, and an empty poll of any program, pass.",
    apply: (action): Outcome | undefined =>
      !action.outside
        ? allow("inside", reason("stdin.inside", "The program runs inside the sandbox."))
        : action.empty
          ? allow("outside", reason("stdin.empty", "Nothing is sent; the output is read."))
          : undefined,
  },
  {
    id: "stdin.full-access",
    says: "With full access there is no boundary, so input passes.",
    apply: (_action, context): Outcome | undefined => fullAccess(context),
  },
  {
    id: "stdin.outside",
    says: "Input for a program outside the sandbox makes a question each time.",
    apply: (_action, context): Outcome =>
      ask(context, {
        topic: "sandbox",
        placement: "outside",
        reasons: [
          reason("stdin.outside", "The program runs outside the sandbox; what is typed runs there too."),
        ],
        needs: [{ kind: "exact", placement: "outside" }],
        scopes: ["once"],
        risk: "high",
        alternative: "Start the program inside the sandbox.",
      }),
  },
];

/** The rows for a wish to widen the boundary beforehand. */
export const permissionsTable: Table<PermissionsFacts> = [
  {
    id: "permissions.full-access",
    says: "With full access there is nothing to widen.",
    apply: (_action, context): Outcome | undefined => fullAccess(context),
  },
  {
    id: "permissions.ask",
    says: "A wish to widen the boundary makes a question; a yes may cover a part of it.",
    apply: (action, context): Outcome =>
      ask(context, {
        topic: "permissions",
        placement: "inside",
        reasons: [reason("permissions.widen", "The agent asks for more than the boundary gives.")],
        needs: widenNeeds(action),
        scopes: ["turn", "session"],
        risk: action.delicate === true ? "high" : "normal",
        widen: widenOf(action),
        alternative: "Work inside the boundary.",
      }),
  },
];

/** The rows for use of a stored secret. */
export const credentialTable: Table<CredentialFacts> = [
  {
    id: "credential.ask",
    says: "Use of a stored secret makes a question in every mode.",
    apply: (action, context): Outcome =>
      ask(context, {
        topic: "credential",
        placement: "outside",
        reasons: [
          reason(
            "credential.use",
            action.host === undefined
              ? `The agent asks to use the secret ${action.name}.`
              : `The agent asks to use the secret ${action.name} for ${action.host}.`,
          ),
        ],
        needs: [
          {
            kind: "credential",
            name: action.name,
            ...(action.host === undefined ? {} : { host: action.host }),
          },
        ],
        scopes: ["once", "turn", "session"],
        risk: "high",
      }),
  },
];
