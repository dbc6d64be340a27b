import type { ActionFacts, GrantScope, Reason } from "../facts.ts";
import { allow, ask, type Context, deny, fullAccess, type Outcome, reason, type Table } from "./step.ts";

type ReadFacts = Extract<ActionFacts, { kind: "read" | "list" | "search" }>;
type PatchFacts = Extract<ActionFacts, { kind: "patch" }>;
type WriteFacts = Extract<ActionFacts, { kind: "write" }>;
type Touched = PatchFacts["files"][number];

/** A file action stays inside, so that links and protected names are judged by the kernel. */
export const readTable: Table<ReadFacts> = [
  {
    id: "read.denied",
    says: "A path that the profile hides is refused; no question opens it.",
    apply: (action): Outcome | undefined =>
      action.within === "denied"
        ? deny("read-denied", [reason("profile.denied-read", `The profile hides ${action.path}.`)])
        : undefined,
  },
  {
    id: "read.readable",
    says: "Every other path may be read, inside the sandbox.",
    apply: (): Outcome => allow("inside", reason("profile.readable", "The profile lets it be read.")),
  },
];

const scopes: readonly GrantScope[] = ["once", "turn", "session", "project"];
/** Files that programs run by themselves are asked about each time. */
const careful: readonly GrantScope[] = ["once", "turn"];

/** Why a file cannot be changed without an answer, with the key that says so. */
function obstacle(file: Touched, context: Context): Reason {
  switch (file.within) {
    case "protected":
      return { code: "profile.protected", text: `${file.path} is protected inside the workspace.` };
    case "auto-run":
      return { code: "profile.auto-run", text: `Editors or tools run ${file.path} by themselves.` };
    case "outside":
      return { code: "profile.outside", text: `${file.path} is outside the writable roots.` };
    case "writable":
      return reason(
        "mode.read-only",
        `sandbox_mode is read-only; ${file.path} would change.`,
        context.origins.mode,
      );
  }
}

function touched(action: PatchFacts | WriteFacts): readonly Touched[] {
  return action.kind === "patch" ? action.files : [{ path: action.path, within: action.within }];
}

/** The files that cannot be written without an answer. A read-only mode has none that can, whatever the facts say. */
function crossing(action: PatchFacts | WriteFacts, context: Context): readonly Touched[] {
  return context.mode === "read-only"
    ? touched(action)
    : touched(action).filter((file) => file.within !== "writable");
}

/** The rows for writes and patches. An accepted one runs inside, widened to the accepted files and nothing else. */
export const writeTable: Table<PatchFacts | WriteFacts> = [
  {
    id: "write.untrusted",
    says: "The untrusted policy asks about every change of a file.",
    apply: (action, context): Outcome | undefined => {
      if (context.policy.kind !== "untrusted") return undefined;
      const files = touched(action);
      return ask(context, {
        topic: "sandbox",
        placement: context.full ? "outside" : "inside",
        reasons: [
          reason(
            "policy.untrusted",
            "approval_policy is untrusted: every change of a file is asked about.",
            context.origins.policy,
          ),
          ...(context.full ? [] : crossing(action, context).map((file) => obstacle(file, context))),
        ],
        needs: files.map((file) => ({ kind: "write", path: file.path })),
        scopes,
        ...(context.full ? {} : { widen: { write: files.map((file) => file.path) } }),
      });
    },
  },
  {
    id: "write.full-access",
    says: "With full access there is no boundary, so a change is made.",
    apply: (_action, context): Outcome | undefined => fullAccess(context),
  },
  {
    id: "write.inside",
    says: "Files inside the writable roots are changed without a question.",
    apply: (action, context): Outcome | undefined =>
      crossing(action, context).length === 0
        ? allow("inside", reason("profile.writable", "Every file lies in a writable root."))
        : undefined,
  },
  {
    id: "write.crossing",
    says: "Protected files, files that run by themselves and files outside the roots make a question, and where none can be asked a refusal.",
    apply: (action, context): Outcome => {
      const files = crossing(action, context);
      const delicate = files.some((file) => file.within === "protected" || file.within === "auto-run");
      return ask(context, {
        topic: "sandbox",
        placement: "inside",
        reasons: files.map((file) => obstacle(file, context)),
        needs: files.map((file) => ({ kind: "write", path: file.path })),
        scopes: delicate ? careful : scopes,
        risk: delicate ? "high" : "normal",
        widen: { write: files.map((file) => file.path) },
        alternative: "Write inside the workspace instead.",
      });
    },
  },
];
