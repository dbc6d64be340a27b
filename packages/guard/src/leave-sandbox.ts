import { commandEnvironment } from "./environment.ts";
import type { Flight } from "./flight.ts";
import { planFor } from "./plan-for.ts";
import { refuseLate } from "./refuse-late.ts";
import type { RunResult } from "./run.ts";
import type { CommandAction } from "./run-step.ts";
import { type SealedCommand, sealCommand } from "./seal/seal-command.ts";
import type { Way } from "./way.ts";

/**
 * Runs what leaves the sandbox: everything confined is paused, and what was approved is sealed, so that neither a
 * confined command nor anybody else can put another file in its place.
 */
export async function leaveSandbox(
  flight: Flight,
  action: Extract<CommandAction, { kind: "command" }>,
  way: Way,
  run: (sealed: SealedCommand) => Promise<RunResult>,
): Promise<RunResult> {
  const { session } = flight;
  const { facts } = way.judgement;
  const hold = facts.kind !== "command" || facts.inRoot !== false;
  const result = await session.quiet.outside(hold, async () => {
    const { rules, boundary, env, surroundings, profile, folder } = session;
    const path = commandEnvironment(boundary.environment, env, action.env)["PATH"] ?? "/usr/bin:/bin";
    using sealed = sealCommand(
      action,
      way.judgement.verdict,
      (text) => rules.check({ kind: "script", text }, { cwd: action.cwd }),
      {
        path,
        roots: planFor(profile, surroundings, "inside", session.grants.widenings(action.ids?.turn))
          .entries.filter(({ access }) => access === "write")
          .map((entry) => entry.path),
        folder,
      },
    );
    return await run(sealed);
  });
  if (result !== undefined) return result;
  const text = "a command that runs inside the sandbox could not be paused, so nothing was run outside it";
  return refuseLate(flight, way, "not-quiet", text, "End the running command first.");
}
