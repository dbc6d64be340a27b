import type { SandboxPlan } from "@paddock/sandbox";
import { type FileAction, performFileAction } from "./files/perform-file-action.ts";
import { ended, type Flight, note, noteDenial, noteWait } from "./flight.ts";
import { performCommand } from "./perform-command.ts";
import { performTool } from "./perform-tool.ts";
import { refusal } from "./refusal.ts";
import type { RunResult } from "./run.ts";
import type { Ending, Way } from "./way.ts";

async function performFile(
  flight: Flight,
  action: FileAction,
  plan: SandboxPlan,
  ending: Ending,
): Promise<RunResult> {
  const { session, stop } = flight;
  const verbs = () => performFileAction(session.backendFor(plan), plan, action, stop);
  const changes = action.kind === "write" || action.kind === "patch";
  const change = () => session.quiet.confined(verbs, stop, () => noteWait(flight));
  const outcome = await (changes ? session.edits(change, stop) : verbs());
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
      file: { errno: outcome.errno },
    });
  }
  if (outcome.kind === "failed") {
    const { text, errno } = outcome;
    return ending({
      outcome: "failed",
      text,
      denials: [],
      ...(errno === undefined ? {} : { file: { errno } }),
    });
  }
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
  const { text, facts } = outcome;
  return ending({ outcome: "done", text, denials: [], ...(facts === undefined ? {} : { file: facts }) });
}

/** Does what has been decided and recorded, by the plan given, and records how it ended. */
export async function perform(flight: Flight, way: Way): Promise<RunResult> {
  const { action, session } = flight;
  const ending: Ending = (rest) => ended(flight, way.decision, way.answer, rest);
  switch (action.kind) {
    case "read":
    case "list":
    case "write":
    case "patch":
      return performFile(flight, action, way.plan, ending);
    case "command":
    case "search":
      return performCommand(flight, action, way, ending);
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
    case "credential":
      await note(flight, {
        name: "credential.used",
        attributes: {
          name: action.name,
          ...(action.host === undefined ? {} : { host: action.host }),
          operation: "read",
          outcome: "allow",
        },
      });
      return ending({ outcome: "done", text: "allowed", denials: [] });
    default:
      // The caller performs these; the guard has said and recorded that they may happen.
      return ending({ outcome: "done", text: "allowed", denials: [] });
  }
}
