import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { isUnconfigured } from "@paddock/config";
import {
  type CommandBoundary,
  commandEnvironment,
  installRoots,
  paddockHome,
  unconfiguredBoundary,
} from "@paddock/guard";
import {
  gitCellRun,
  inspectSurroundings,
  openSessionFolder,
  repositorySearch,
  resolvePlan,
  type SandboxPlan,
  type SessionFolder,
  wantsPrivateTmp,
} from "@paddock/sandbox";
import type { CommandContext } from "../../cli/command.ts";
import type { Choice } from "./choice.ts";
import { openEgress } from "./egress.ts";
import { takePlace } from "./take-place.ts";
import { terminalSize } from "./terminal-size.ts";

/**
 * The boundary of a run about which neither the command line nor any file says more than a mode, which most runs are. What
 * reads and translates a configuration is larger than everything else here, and is loaded for the others.
 */
function builtInBoundary(
  { env, globals }: CommandContext,
  cwd: string,
  choice: Choice,
): CommandBoundary | undefined {
  const { mode = "read-only" } = choice;
  if (mode === "danger-full-access" || choice.permissions !== undefined) return undefined;
  if (globals.set.length > 0 || globals.profile !== undefined || globals.compat !== undefined)
    return undefined;
  return isUnconfigured({ cwd, env, modeChosen: choice.mode !== undefined })
    ? unconfiguredBoundary(mode)
    : undefined;
}

/**
 * Draws the boundary that the configuration asks for and runs a command inside. Returns its status, unless the command
 * took the place of this process.
 */
export async function confine(
  context: CommandContext,
  argv: readonly string[],
  choice: Choice,
): Promise<number> {
  const { env, globals } = context;
  const cwd = realpathSync.native(globals.cwd);
  const home = paddockHome(env);
  const boundary =
    builtInBoundary(context, cwd, choice) ??
    (await (await import("./configured-boundary.ts")).configuredBoundary(context, cwd, choice));
  for (const notice of boundary.notices)
    if (notice.severity !== "info") context.err(`paddock: ${notice.text}\n`);
  const { profile } = boundary;
  if (profile.mode === "danger-full-access") {
    context.err("paddock: danger-full-access: nothing confines this command\n");
  }
  const folder = wantsPrivateTmp(profile) ? openSessionFolder(home) : undefined;
  try {
    const surroundings = await inspectSurroundings({
      roots: [cwd],
      profile,
      env,
      home: env["HOME"] || homedir(),
      paddockHome: home,
      install: installRoots(),
      ...(folder === undefined ? {} : { privateTmp: folder.tmp }),
    });
    const resolved = resolvePlan(profile, surroundings);
    await using egress =
      resolved.network.kind === "proxy"
        ? await openEgress(boundary.networkPolicy, resolved, (destination, why) =>
            context.err(`paddock: denied: connect ${destination} (proxy: ${why})\n`),
          )
        : undefined;
    const plan: SandboxPlan = egress?.plan ?? resolved;
    const environment = { ...commandEnvironment(boundary.environment, env), ...egress?.env };
    const cell = gitCellRun({ profile, plan, surroundings, argv, path: environment["PATH"] ?? "" });
    const search = repositorySearch(plan, surroundings);
    const size = cell === undefined ? terminalSize(context) : undefined;
    const pty = size === undefined ? {} : { pty: size };
    if (cell === undefined && egress === undefined && choice.reportFile === undefined) {
      const command = { argv, cwd, env: environment };
      takePlace(context, {
        plan,
        command,
        search,
        ...pty,
        ...(folder === undefined ? {} : { folder: folder.path }),
      });
    }
    // Most runs do not get here, so what follows is loaded only now.
    const { stay } = await import("./stay.ts");
    const { reportFile } = choice;
    return await stay(context, {
      argv,
      cell,
      cwd,
      plan,
      search,
      surroundings,
      options: { env: environment, egress, reportFile, ...pty },
    });
  } finally {
    close(folder, context);
  }
}

/** The private tmp of the run. Failing to remove it must not hide the command's own status. */
function close(folder: SessionFolder | undefined, context: CommandContext): void {
  try {
    folder?.close();
  } catch (error) {
    context.err(`paddock: ${folder!.path} could not be removed: ${(error as Error).message}\n`);
  }
}
