import {
  fitCommand,
  type RepositorySearch,
  requiredGuarantees,
  type SandboxCommand,
  type SandboxPlan,
} from "@paddock/sandbox";
import { SandboxLinuxError, type StandIn, standIn } from "@paddock/sandbox-linux";
import type { CommandContext } from "../../cli/command.ts";
import { afterwardsArguments } from "./afterwards.ts";
import type { TerminalSize } from "./terminal-size.ts";

/** One run for which this process need not stay. */
export interface LoneRun {
  readonly plan: SandboxPlan;
  readonly command: SandboxCommand;
  readonly search: RepositorySearch;
  /** The session's folder, to be removed afterwards. */
  readonly folder?: string;
  readonly pty?: TerminalSize;
}

/**
 * Lets the helper take the place of this process: a third of the time of a start is saved, and no host waits in memory.
 * Returns where that cannot be done, so that the caller runs the command below itself.
 */
export function takePlace(context: CommandContext, run: LoneRun): void {
  const { plan, folder, search } = run;
  if (context.become === undefined || process.platform !== "linux") return;
  if (plan.nameDenials || (plan.ports ?? []).length > 0) return;
  const command = fitCommand(plan, run.command);
  const required = { ...plan, require: requiredGuarantees(plan) };
  const argv = [process.execPath, context.become.program, ...afterwardsArguments(search, folder)];
  let found: StandIn;
  try {
    found = standIn(required, command, {
      program: "paddock",
      ...(run.pty === undefined ? {} : { pty: run.pty }),
      afterwards: {
        ...(folder === undefined ? {} : { tidy: folder }),
        searched: search.roots,
        passedOver: search.passedOver,
        known: search.known,
        argv,
      },
    });
  } catch (error) {
    if (error instanceof SandboxLinuxError) throw error;
    return; // no place to write a policy down; a pipe needs none
  }
  context.become.replace(found.file, found.args, found.env);
}
