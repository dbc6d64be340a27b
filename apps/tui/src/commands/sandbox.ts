import { realpathSync, writeFileSync } from "node:fs";
import { constants, homedir } from "node:os";
import { loadConfig } from "@paddock/config";
import { commandEnvironment, installRoots, paddockHome, resolveBoundary } from "@paddock/guard";
import {
  type Denial,
  fitCommand,
  gitCellRun,
  inspectSurroundings,
  linkedFolders,
  newRepositories,
  openSessionFolder,
  type Process,
  type PublishedPort,
  publishedPorts,
  putAsideGitlinks,
  requiredGuarantees,
  resolvePlan,
  SandboxError,
  type SandboxPlan,
  type SessionFolder,
  type Surroundings,
  wantsPrivateTmp,
} from "@paddock/sandbox";
import { linuxBackend } from "@paddock/sandbox-linux";
import type { Command, CommandContext } from "../cli/command.ts";
import { readArguments } from "../cli/read-arguments.ts";
import { UsageError } from "../cli/usage-error.ts";
import { denialText } from "../text/denial-text.ts";
import { type CommandEgress, openEgress } from "./sandbox-egress.ts";

/** Nothing was run: the boundary could not be drawn (reference: env(1) and the helper use the same statuses). */
const SETUP_FAILED = 125;
const MODES: readonly string[] = ["read-only", "workspace-write", "danger-full-access"];
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

/** `paddock sandbox`: one command inside the boundary, without rules, questions or trail. */
export const sandboxCommand: Command = {
  name: "sandbox",
  summary: "Run one command inside the sandbox and pass on its status",
  usage: [
    "sandbox [--mode MODE] [-c KEY=VALUE]... [--report FILE] -- CMD...",
    "sandbox -P NAME [--report FILE] -- CMD...",
  ],
  flags: {
    mode: { type: "string", value: "MODE", help: "read-only, workspace-write or danger-full-access" },
    permissions: {
      type: "string",
      short: "P",
      value: "NAME",
      help: "use a permission profile: one of [permissions.NAME], :read-only or :workspace",
    },
    report: { type: "string", value: "FILE", help: "write what was enforced and what was refused, as JSON" },
  },
  trailing: true,
  async run(context) {
    const { flags, argv } = splitCommand(context.args);
    const { values } = readArguments(sandboxCommand, flags);
    if (argv.length === 0) throw new UsageError("sandbox needs a command: paddock sandbox -- ls");
    const mode = values["mode"] as string | undefined;
    if (mode !== undefined && !MODES.includes(mode)) {
      throw new UsageError(`--mode is ${MODES.join(", ")}, and this is "${mode}"`);
    }
    const permissions = values["permissions"] as string | undefined;
    if (mode !== undefined && permissions !== undefined) {
      throw new UsageError("--mode and --permissions say the same thing twice; give one of them");
    }
    try {
      return await confine(context, argv, {
        ...(mode === undefined ? {} : { mode }),
        ...(permissions === undefined ? {} : { permissions }),
        ...(values["report"] === undefined ? {} : { reportFile: values["report"] as string }),
      });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      context.err(`paddock: ${error.message}\n`);
      const fix = (error as { readonly fix?: unknown }).fix;
      if (typeof fix === "string") context.err(`  to fix it: ${fix}\n`);
      return SETUP_FAILED;
    }
  },
};

/** Errors of the sandbox packages carry a stable code; the backend has a class of its own. */
function isRefusal(error: unknown): error is Error {
  return error instanceof SandboxError || (error instanceof Error && /^Sandbox\w*Error$/.test(error.name));
}

interface Choice {
  readonly mode?: string;
  readonly permissions?: string;
  readonly reportFile?: string;
}

/** `-P` names a profile, or one of the sandbox modes. */
function chosenPermissions(name: string): Readonly<Record<string, string>> {
  const isMode = ["read-only", "workspace-write", "danger-full-access"].includes(name);
  return isMode ? { sandbox_mode: name } : { default_permissions: name };
}

async function confine(context: CommandContext, argv: readonly string[], choice: Choice): Promise<number> {
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
        ? await openEgress(boundary.networkPolicy, (destination, why) =>
            context.err(`paddock: denied: connect ${destination} (proxy: ${why})\n`),
          )
        : undefined;
    const plan: SandboxPlan =
      egress === undefined ? resolved : { ...resolved, network: { kind: "proxy", ports: [egress.port] } };
    const environment = { ...commandEnvironment(boundary.environment, env), ...egress?.env };
    const cell = gitCellRun({ profile, plan, surroundings, argv, path: environment["PATH"] ?? "" });
    const runs: readonly ConfinedRun[] = cell?.steps.map((step) => ({ ...step, plan: cell.plan })) ?? [
      { plan, argv, env: {}, after: "always" },
    ];
    const linked = cell === undefined ? [] : linkedFolders(cwd, surroundings);
    let status = 0;
    for (const run of runs) {
      if (run.after === "success" && status !== 0) continue;
      const options = { env: { ...environment, ...run.env }, egress, reportFile: choice.reportFile };
      status = await runConfined(run, options, context);
    }
    if (cell !== undefined) {
      context.err(`paddock: git ran by itself: ${cell.notes.join("; ")}\n`);
      await putAside(linked, cwd, surroundings, plan, context);
    }
    for (const { path, why } of newRepositories(plan, surroundings)) {
      context.err(
        `paddock: the new repository ${path} has settings that git would run on the host (${why})\n`,
      );
    }
    return status;
  } finally {
    close(folder, context);
  }
}

/** One run of the command line: the whole command, or one step of a git cell. */
interface ConfinedRun {
  readonly plan: SandboxPlan;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly after: "always" | "success";
}

async function runConfined(
  run: ConfinedRun,
  options: {
    readonly env: Readonly<Record<string, string>>;
    readonly egress: CommandEgress | undefined;
    readonly reportFile: string | undefined;
  },
  context: CommandContext,
): Promise<number> {
  const { plan, argv } = run;
  const { env, egress, reportFile } = options;
  const command = fitCommand(plan, { argv, cwd: realpathSync(context.globals.cwd), env });
  const required = { ...plan, require: requiredGuarantees(plan) };
  const child = await linuxBackend().spawn(required, command, {
    stdin: "inherit",
    stdout: "inherit",
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
  return await follow(child, context, plan, { published, reportFile });
}

/** A submodule that came in with this run and would run programs on the host is kept from doing so. */
async function putAside(
  before: readonly string[],
  cwd: string,
  surroundings: Surroundings,
  plan: SandboxPlan,
  context: CommandContext,
): Promise<void> {
  for (const { path, why, to } of await putAsideGitlinks(linuxBackend(), before, cwd, surroundings, plan)) {
    const outcome =
      to === undefined ? "it could not be renamed; remove it yourself" : `it was renamed to ${to}`;
    context.err(`paddock: ${path} would run programs of the workspace on the host (${why}): ${outcome}\n`);
  }
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

/** The private tmp of the run. Failing to remove it must not hide the command's own status. */
function close(folder: SessionFolder | undefined, context: CommandContext): void {
  try {
    folder?.close();
  } catch (error) {
    context.err(`paddock: ${folder!.path} could not be removed: ${(error as Error).message}\n`);
  }
}

/** Own flags, and the command: what follows `--`, or everything from the first plain word on. */
function splitCommand(args: readonly string[]): {
  readonly flags: readonly string[];
  readonly argv: readonly string[];
} {
  for (let index = 0; index < args.length; index++) {
    const word = args[index]!;
    if (word === "--") return { flags: args.slice(0, index), argv: args.slice(index + 1) };
    if (!word.startsWith("-")) return { flags: args.slice(0, index), argv: args.slice(index) };
    if (!word.includes("=") && (word === "-P" || word.startsWith("--"))) index++;
  }
  return { flags: args, argv: [] };
}
