import { realpathSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import {
  type Denial,
  fitCommand,
  type Process,
  type PublishedPort,
  publishedPorts,
  requiredGuarantees,
  type SandboxPlan,
  unresolvedNames,
} from "@paddock/sandbox";
import { linuxBackend } from "@paddock/sandbox-linux";
import type { CommandContext } from "../../cli/command.ts";
import { denialText } from "../../text/denial-text.ts";
import type { CommandEgress } from "./egress.ts";
import type { TerminalSize } from "./terminal-size.ts";

const FORWARDED = [
  "SIGINT",
  "SIGTERM",
  "SIGHUP",
  "SIGQUIT",
  "SIGUSR1",
  "SIGUSR2",
  "SIGCONT",
  "SIGWINCH",
] as const;

/** One run of the command line: the whole command, or one step of a git cell. */
export interface ConfinedRun {
  readonly plan: SandboxPlan;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly after: "always" | "success";
  /** Whether it may read this process's standard input. */
  readonly input: boolean;
}

/** What a run needs beside its plan. */
export interface ConfinedRunOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly egress: CommandEgress | undefined;
  readonly reportFile: string | undefined;
  /** The terminal that the command is shown on. */
  readonly pty?: TerminalSize;
}

/** Runs a command, forwards signals to it, prints what it is denied, and returns its status. */
export async function runConfined(
  run: ConfinedRun,
  options: ConfinedRunOptions,
  context: CommandContext,
): Promise<number> {
  const { plan, argv } = run;
  const { env, egress, reportFile, pty } = options;
  const command = fitCommand(plan, { argv, cwd: realpathSync(context.globals.cwd), env });
  const required = { ...plan, require: requiredGuarantees(plan) };
  const child = await linuxBackend().spawn(required, command, {
    stdin: run.input ? "inherit" : null,
    stdout: "inherit",
    ...(pty === undefined ? {} : { pty }),
    ...(egress !== undefined && plan.network.kind === "proxy"
      ? { onListener: egress.onListener, names: egress.names }
      : {}),
  });
  const published = await publishedPorts(child, plan).catch((error: unknown) => {
    // A command that is already over needs no way in.
    context.err(`paddock: ${(error as Error).message}\n`);
    return [];
  });
  for (const { port, url } of published) context.err(`paddock: port ${port} of this command is at ${url}\n`);
  const unresolved = unresolvedNames(await child.report);
  if (unresolved !== undefined) context.err(`paddock: ${unresolved}\n`);
  return await follow(child, context, plan, { published, reportFile });
}

async function follow(
  child: Process,
  context: CommandContext,
  plan: SandboxPlan,
  {
    published,
    reportFile,
  }: { readonly published: readonly PublishedPort[]; readonly reportFile: string | undefined },
): Promise<number> {
  const forwards = FORWARDED.map((signal) => {
    const forward = (): void => child.kill(signal);
    process.on(signal, forward);
    return [signal, forward] as const;
  });
  const denials: Denial[] = [];
  const naming = (async (): Promise<void> => {
    for await (const denial of child.denials) {
      denials.push(denial);
      context.err(`paddock: denied: ${denialText(denial)}\n`);
    }
  })();
  try {
    const status = await child.status;
    await naming;
    if (reportFile !== undefined) {
      const report = await child.report;
      const said = { v: 1, status, report, denials, ports: published, notes: plan.notes ?? [] };
      writeFileSync(reportFile, `${JSON.stringify(said, null, 2)}\n`);
    }
    return status.kind === "exit" ? status.code : 128 + signalNumber(status.signal);
  } finally {
    for (const [signal, forward] of forwards) process.off(signal, forward);
  }
}

function signalNumber(name: string): number {
  return constants.signals[name as NodeJS.Signals] ?? 0;
}
