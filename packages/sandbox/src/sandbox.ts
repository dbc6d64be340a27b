import type { Backend, Process, SandboxCommand, SpawnOptions } from "./backend.ts";
import { type BuiltinMode, builtinProfile } from "./builtin-profile.ts";
import { type ConfinedFs, confinedFs } from "./confined-fs.ts";
import { SandboxError } from "./error.ts";
import { explainPlan, type PlanExplanation } from "./explain.ts";
import { fitCommand } from "./fit-command.ts";
import { requiredGuarantees } from "./guarantees.ts";
import type { FileView } from "./inspect/file-view.ts";
import { inspectSurroundings } from "./inspect/inspect-surroundings.ts";
import type { Guarantee, SandboxPlan } from "./plan.ts";
import { wantsPrivateTmp } from "./private-tmp.ts";
import type { Profile, ProfileEntry } from "./profile.ts";
import type { EnforcementReport } from "./report.ts";
import { resolvePlan } from "./resolve.ts";
import { selectBackend } from "./select-backend.ts";
import { openSessionFolder } from "./session/session-folder.ts";

/** Options of {@link createSandbox}. */
export interface SandboxOptions {
  /** Root or roots of the workspace, absolute. */
  readonly workspace: string | readonly string[];
  /** A built-in mode, or a profile as data. */
  readonly permissions: BuiltinMode | Profile;
  /** Backends in order of preference; the first that keeps every required guarantee is used. */
  readonly backends: readonly Backend[];
  /** Guarantees to require beyond those that the plan implies. */
  readonly require?: readonly Guarantee[];
  /** Guarantees whose loss is accepted. */
  readonly accept?: readonly Guarantee[];
  /** The egress proxy of a profile with `network.kind = "proxy"`: ports it listens on inside. */
  readonly egress?: { readonly ports: readonly number[] };
  /** Host environment, default `process.env`. Commands get their own, complete one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default `env.HOME`. */
  readonly home?: string;
  /** Default `env.PADDOCK_HOME`, else `.paddock` in the home. */
  readonly paddockHome?: string;
  /** Paddock's own files, or those of the host program that embeds it: read-only in every plan. */
  readonly install?: readonly string[];
  /** Name what is refused while commands run. Default true. */
  readonly nameDenials?: boolean;
  /** File system to inspect; for tests. A given view makes no session folder and so no private tmp. */
  readonly view?: FileView;
  /** Ends the probing of backends. */
  readonly signal?: AbortSignal;
}

/** What one run may have beyond the profile. */
export interface RunWidening {
  /** Further entries for this run; they open protected names that they name. */
  readonly entries?: readonly ProfileEntry[];
}

/** A boundary that commands and file operations run in. */
export interface Sandbox extends AsyncDisposable {
  /** What the chosen backend enforces here, found by a real run. */
  readonly report: EnforcementReport;
  /** The plan of the latest look at the machine. */
  readonly plan: SandboxPlan;
  /** File operations under the plan, judged by the kernel. */
  readonly fs: ConfinedFs;
  /** Says what the plan allows for a path, and which entry decides. */
  explain(path: string): PlanExplanation;
  /** Looks at the machine again, then runs a command. Rejects only when the command could not be confined. */
  spawn(command: SandboxCommand, options?: SpawnOptions & { readonly widen?: RunWidening }): Promise<Process>;
  /** A command line that any host can spawn itself, with the same confinement. */
  wrap(command: SandboxCommand): Promise<{
    readonly file: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  }>;
  /**
   * The URL of a port that the latest running command listens on; the profile must list the port.
   *
   * @throws {SandboxError} `no-endpoint` when nothing runs or the backend publishes no ports.
   */
  endpoint(port: number): Promise<URL>;
  /** Removes the private tmp. Runs that are still going lose it. */
  close(): Promise<void>;
}

/**
 * Makes a sandbox: looks at the machine, resolves the plan, and picks the first backend that keeps every guarantee. The
 * workspace roots are bound to the folders they name now; one that is replaced later refuses every further run.
 *
 * @throws {SandboxError} when no honest plan exists or no backend can keep it; the message says why and what to do.
 *
 * @example
 * ```ts
 * import { type Backend, createSandbox } from "@paddock/sandbox";
 *
 * declare const backend: Backend;
 * await using sandbox = await createSandbox({
 *   workspace: "/home/me/project",
 *   permissions: "workspace-write",
 *   backends: [backend],
 * });
 * const run = await sandbox.spawn({ argv: ["ls"], cwd: "/home/me/project", env: { PATH: "/usr/bin" } });
 * await run.status; // { kind: "exit", code: 0 }
 * ```
 */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const env = options.env ?? process.env;
  const home = options.home ?? env["HOME"];
  if (!home?.startsWith("/")) {
    throw new SandboxError("path-invalid", "HOME is not an absolute path, so secrets cannot be found", {
      fix: "set HOME, or give the option home",
    });
  }
  const paddockHome = options.paddockHome ?? (env["PADDOCK_HOME"] || `${home}/.paddock`);
  const profile = profileOf(options);
  const folder =
    wantsPrivateTmp(profile) && options.view === undefined ? openSessionFolder(paddockHome) : undefined;
  const look = async (current: Profile): Promise<SandboxPlan> => {
    const surroundings = await inspectSurroundings({
      roots: typeof options.workspace === "string" ? [options.workspace] : options.workspace,
      profile: current,
      env,
      home,
      paddockHome,
      install: options.install ?? [],
      ...(folder === undefined ? {} : { privateTmp: folder.tmp }),
      ...(options.view === undefined ? {} : { view: options.view, mountinfo: "" }),
    });
    const plan = resolvePlan(current, surroundings);
    const network = plan.network.kind === "proxy" ? proxyOrOff(options.egress) : plan.network;
    const complete = { ...plan, network, nameDenials: options.nameDenials ?? true };
    return { ...complete, require: requiredGuarantees(complete) };
  };
  try {
    const first = await look(profile);
    const { backend, probe } = await selectBackend(options.backends, first, options.signal);
    return new BoundSandbox({
      backend,
      report: probe.report,
      profile,
      first,
      look,
      close: () => folder?.close(),
    });
  } catch (error) {
    folder?.close();
    throw error;
  }
}

function profileOf(options: SandboxOptions): Profile {
  const base =
    typeof options.permissions === "string" ? builtinProfile(options.permissions) : options.permissions;
  return {
    ...base,
    require: [...(base.require ?? []), ...(options.require ?? [])],
    accept: [...(base.accept ?? []), ...(options.accept ?? [])],
  };
}

/** A proxy profile without a proxy has no way out: closed, never open. */
function proxyOrOff(egress: SandboxOptions["egress"]): SandboxPlan["network"] {
  return egress === undefined ? { kind: "off" } : { kind: "proxy", ports: egress.ports };
}

interface Binding {
  readonly backend: Backend;
  readonly report: EnforcementReport;
  readonly profile: Profile;
  readonly first: SandboxPlan;
  readonly look: (profile: Profile) => Promise<SandboxPlan>;
  readonly close: () => void;
}

class BoundSandbox implements Sandbox {
  readonly report: EnforcementReport;
  readonly fs: ConfinedFs;
  readonly #binding: Binding;
  readonly #running: Process[] = [];
  #plan: SandboxPlan;

  constructor(binding: Binding) {
    this.#binding = binding;
    this.#plan = binding.first;
    this.report = binding.report;
    this.fs = confinedFs(async (verbs, options) =>
      binding.backend.files(await this.#fresh(), verbs, options),
    );
  }

  get plan(): SandboxPlan {
    return this.#plan;
  }

  explain(path: string): PlanExplanation {
    return explainPlan(this.#plan, path);
  }

  async spawn(
    command: SandboxCommand,
    options: SpawnOptions & { readonly widen?: RunWidening } = {},
  ): Promise<Process> {
    const { widen, ...spawnOptions } = options;
    const plan = await this.#fresh(widen);
    const child = await this.#binding.backend.spawn(plan, fitCommand(plan, command), spawnOptions);
    this.#running.push(child);
    const forget = (): void => {
      this.#running.splice(this.#running.indexOf(child), 1);
    };
    child.status.then(forget, forget);
    return child;
  }

  async endpoint(port: number): Promise<URL> {
    const child = this.#running.findLast((candidate) => candidate.endpoint !== undefined);
    if (child?.endpoint === undefined) {
      throw new SandboxError("no-endpoint", `no running command can be reached on port ${port}`, {
        fix: "list the port in the profile and ask while the command runs",
      });
    }
    return await child.endpoint(port);
  }

  async wrap(command: SandboxCommand): ReturnType<Sandbox["wrap"]> {
    const plan = await this.#fresh();
    return await this.#binding.backend.wrap(plan, fitCommand(plan, command));
  }

  async close(): Promise<void> {
    this.#binding.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #fresh(widen: RunWidening = {}): Promise<SandboxPlan> {
    const { profile, first, look } = this.#binding;
    const extra = widen.entries ?? [];
    const plan = await look(
      extra.length === 0 ? profile : { ...profile, entries: [...profile.entries, ...extra] },
    );
    refuseChangedRoots(first, plan);
    if (extra.length === 0) this.#plan = plan;
    return plan;
  }
}

/** Roots are folders, not names: a workspace that was swapped for another folder is not the one that was trusted. */
function refuseChangedRoots(first: SandboxPlan, now: SandboxPlan): void {
  for (const root of first.entries) {
    if (root.reason !== "root" || root.identity === undefined) continue;
    const entry = now.entries.find((candidate) => candidate.path === root.path);
    if (entry?.identity?.dev === root.identity.dev && entry.identity.ino === root.identity.ino) continue;
    throw new SandboxError(
      "root-changed",
      `${root.path} is no longer the folder that this session started with`,
      {
        fix: "start a new session in the folder you mean",
      },
    );
  }
}
