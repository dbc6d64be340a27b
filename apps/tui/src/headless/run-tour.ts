import type { CommandContext } from "../cli/command.ts";
import { exitCode } from "../cli/exit-code.ts";
import { statusOf } from "../cli/status-of.ts";
import { linearLines } from "../linear/linear-lines.ts";
import { startTour } from "../session/tour.ts";
import { marksFor } from "../text/marks.ts";

/**
 * Plays the tour as plain lines, for `paddock` without a terminal. Its one question is answered by policy, because
 * nobody is there. The status is 0 when every step happened as it should and the trail verifies.
 */
export async function runTour(context: CommandContext): Promise<number> {
  const { env, globals, signal, out, style } = context;
  const lines = linearLines({ marks: marksFor(env), mode: "workspace-write", messages: true, style });
  out(
    "Paddock: a guided tour, because this is not a terminal. `paddock --help` says what else there is.\n\n",
  );
  let status: number = exitCode.ok;
  let refused: unknown;
  const events = startTour(
    { env, ...(globals.compat === undefined ? {} : { compat: globals.compat }) },
    {
      signal,
      onRefused: (error) => {
        refused = error;
      },
      onAsk: () => ({
        decision: "deny",
        by: "policy",
        message: "Nobody is here to answer, so the answer is no.",
      }),
    },
  );
  for await (const event of events) {
    out(lines.event(event));
    if (event.kind === "turn" && event.phase === "failed")
      status = refused === undefined ? exitCode.failed : statusOf(refused);
    if (event.kind === "turn" && event.phase === "cancelled") status = exitCode.interrupted;
  }
  return status;
}
