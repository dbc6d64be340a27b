import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { loadConfig } from "@paddock/config";
import { commandEnvironment, installRoots, paddockHome, resolveBoundary } from "@paddock/guard";
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
import { openEgress } from "./egress.ts";
import { takePlace } from "./take-place.ts";
import { terminalSize } from "./terminal-size.ts";

/** What the flags of the command say. */
export interface Choice {
  readonly mode?: string;
  readonly permissions?: string;
  readonly reportFile?: string;
}

/** `-P` names a profile, or one of the sandbox modes. */
function chosenPermissions(name: string): Readonly<Record<string, string>> {
  const isMode = ["read-only", "workspace-write", "danger-full-access"].includes(name);
  return isMode ? { sandbox_mode: name } : { default_permissions: name };
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
  const cwd = realpathSync(globals.cwd);
  const set = choice.mode === undefined ? globals.set : [...globals.set, `sandbox_mode="${choice.mode}"`];
  const effective = await loadConfig({
    cwd,
    env,
    set,
    strict: globals.strictConfig,
    ...(globals.profile === undefined ? {} : { profile: globals.profile }),
    ...(globals.compat === undefined ? {} : { compat: globals.compat }),
    // Chosen through the configuration, so that requirements clamp `-P` like everything else.
    ...(choice.permissions === undefined ? {} : { overrides: chosenPermissions(choice.permissions) }),
  });
  const home = paddockHome(env);
  const boundary = resolveBoundary(effective, {
    paddockHome: home,
    ...(globals.compat === undefined ? {} : { compat: globals.compat }),
  });
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
