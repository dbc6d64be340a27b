import type { SandboxPlan } from "@paddock/sandbox";
import type { Answer, Decision } from "./decision.ts";
import { performFileAction } from "./file-actions.ts";
import { ended, type Flight, note, noteDenial, refusal } from "./flight.ts";
import type { NormalAction } from "./normalise.ts";
import { performCommand } from "./perform-command.ts";
import { performTool } from "./perform-tool.ts";
import type { RunResult } from "./run.ts";

type FileAction = Extract<NormalAction, { kind: "read" | "list" | "write" | "patch" }>;

/** Makes the result of an action from what is special about its end. */
export type Ending = (rest: Parameters<typeof ended>[3]) => RunResult;

async function performFile(
  flight: Flight,
  action: FileAction,
  plan: SandboxPlan,
  ending: Ending,
): Promise<RunResult> {
  const outcome = await performFileAction(flight.session.backendFor(plan), plan, action, flight.signal);
  if (outcome.kind === "blocked") {
    const denial = {
      layer: "mount",
      operation: outcome.operation,
      object: outcome.path,
      errno: outcome.errno,
    } as const;
    await noteDenial(flight, denial);
    const reasons = [{ code: "sandbox.blocked", text: outcome.text }];
    return ending({
      outcome: "blocked",
      text: outcome.text,
      refusal: refusal("sandbox-blocked", "sandbox", reasons),
      denials: [denial],
    });
  }
  if (outcome.kind === "failed") return ending({ outcome: "failed", text: outcome.text, denials: [] });
  if (outcome.touched.length > 0) {
    await note(flight, {
      name: "file.written",
      attributes: { files: outcome.touched.map(({ change, path }) => `${change} ${path}`) },
    });
  } else {
    await note(flight, {
      name: "file.read",
      attributes: { path: "path" in action ? action.path : action.cwd },
    });
  }
  return ending({ outcome: "done", text: outcome.text, denials: [] });
}

/** Does what has been decided and recorded, by the plan given, and records how it ended. */
export async function perform(
  flight: Flight,
  plan: SandboxPlan,
  decision: Decision,
  placement: "inside" | "outside",
  answer: Answer | undefined,
): Promise<RunResult> {
  const { action, session } = flight;
  const ending: Ending = (rest) => ended(flight, decision, answer, rest);
  switch (action.kind) {
    case "read":
    case "list":
    case "write":
    case "patch":
      return performFile(flight, action, plan, ending);
    case "command":
    case "search":
      return performCommand(flight, action, plan, placement === "outside", ending);
    case "stdin": {
      const stdin = session.executions.get(action.execution)?.controls.stdin;
      if (!stdin)
        return ending({
          outcome: "failed",
          text: `no running command ${action.execution} takes input`,
          denials: [],
        });
      await stdin.write(new TextEncoder().encode(action.data));
      return ending({ outcome: "done", text: "sent", denials: [] });
    }
    case "tool": {
      const performed = await performTool(flight, ending);
      return performed ?? ending({ outcome: "done", text: "allowed", denials: [] });
    }
    default:
      // The caller performs these; the guard has said and recorded that they may happen.
      return ending({ outcome: "done", text: "allowed", denials: [] });
  }
}
