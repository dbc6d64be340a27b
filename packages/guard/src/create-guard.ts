import { randomUUID } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import { createReviewer, type ReviewModel, type ReviewTools } from "@paddock/approvals";
import { type Effective, openConfig } from "@paddock/config";
import {
  type Backend,
  inspectSurroundings,
  openSessionFolder,
  SandboxError,
  selectBackend,
  unconfinedBackend,
} from "@paddock/sandbox";
import { linuxBackend } from "@paddock/sandbox-linux";
import { openExportedTrail, type Trail } from "@paddock/telemetry";
import { type Boundary, resolveBoundary } from "./boundary.ts";
import { configuredSecrets } from "./configured-secrets.ts";
import type { Answer, ApprovalRequest } from "./decision.ts";
import type { GuardedTool } from "./define-tool.ts";
import type { EnvironmentChoice } from "./environment.ts";
import { followGrants } from "./follow-grants.ts";
import { followPolicy, type LivePolicy } from "./follow-policy.ts";
import { createGrantBook } from "./grant-book.ts";
import { GuardError } from "./guard-error.ts";
import { guardOf } from "./guard-of.ts";
import type { Guard } from "./guard-types.ts";
import type { Hook } from "./hook.ts";
import { installRoots } from "./install-roots.ts";
import { readLastingGrants } from "./lasting-grants.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { paddockHome } from "./paddock-home.ts";
import { openPendingStore } from "./pending-store.ts";
import { planFor } from "./plan-for.ts";
import { createQuiet } from "./quiet.ts";
import { readRules } from "./read-rules.ts";
import { recordStart, type SessionClient } from "./record-start.ts";
import { resumeQuestions } from "./resume-questions.ts";
import { reviewTools } from "./review-tools.ts";
import { ruleFilesOf } from "./rule-files.ts";
import type { GuardEgressOptions, Session } from "./session.ts";
import { newTally } from "./tally.ts";
import { workspaceRoots } from "./workspace-roots.ts";

/** Options of {@linkcode createGuard}. */
export interface GuardOptions {
  /** Root or roots of the workspace, existing folders. The first is the default working directory. */
  readonly workspace: string | readonly string[];
  /** Configuration overrides, as `-c key=value` on the command line. They cannot loosen what an admin requires. */
  readonly set?: readonly string[];
  /** Name of a configuration profile. */
  readonly profile?: string;
  /** Name of a permission profile, e.g. `read-only`, `:workspace` or one of `[permissions.NAME]`. */
  readonly permissions?: string;
  /** Trust of the workspace, when the caller has asked; otherwise what the user's configuration remembers. */
  readonly trust?: "trusted" | "untrusted";
  /** A configuration that was loaded already; `set`, `profile` and `trust` are then ignored. It stays as it is. */
  readonly effective?: Effective;
  /**
   * A configuration that follows its files; in place of `effective`. Default where neither is given: the files of this
   * machine. A change is in force at the next action, also at one that was queued earlier.
   */
  readonly live?: LivePolicy;
  /** Reads Codex's files and gives rules and approvals Codex's meaning; relaxes no confinement. */
  readonly compat?: "codex";
  /** `report` records what would have been decided beside what enforces; it relaxes nothing. Default `enforce`. */
  readonly mode?: "enforce" | "report";
  /** Backends in order of preference; default: the one of this operating system. */
  readonly backends?: readonly Backend[];
  /** How the egress proxy of commands resolves and dials; default: as this machine does, by its own proxy if it has one. */
  readonly egress?: GuardEgressOptions;
  /** An open trail; default: a new one below Paddock's home. */
  readonly trail?: Trail;
  /** Answers questions. Without it they wait for {@linkcode Guard.answer}. */
  readonly onAsk?: (request: ApprovalRequest, signal: AbortSignal) => Promise<Answer | undefined>;
  /** Host environment; default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * Lets agents that run as commands ask, by the hooks that they call before they use a tool: `eval "$PADDOCK_HOOK"` inside
   * takes such a question on standard input and prints the answer. Only where the network goes through the egress proxy.
   */
  readonly commandHooks?: boolean;
  /** Keys that commands may see, and whether somebody watches them. */
  readonly environment?: EnvironmentChoice;
  /** Id of the session; default a new one. The id of an earlier one takes up the questions that it left. */
  readonly session?: string;
  /** Code that looks at actions before and at results after; it can only tighten. */
  readonly hooks?: readonly Hook[];
  /** The integrator's own tools, from {@linkcode defineTool}. */
  readonly tools?: readonly GuardedTool[];
  /**
   * The model that reviews where `approvals_reviewer = "auto_review"`; without one the questions go to a person. Its
   * tools must only read; default: files and folders, as far as the agent's own reads reach.
   */
  readonly reviewer?: { readonly model: ReviewModel; readonly tools?: ReviewTools };
  /** Which program drives the session; recorded at its start. */
  readonly client?: SessionClient;
  /** Name of the agent's model: an administrator may want every command of some models reviewed. */
  readonly model?: string;
  /** A configuration under trial, for `mode: "report"`: what it would decide is recorded beside what enforces. */
  readonly candidate?: Effective;
}

function followFiles(options: GuardOptions, cwd: string, env: Session["env"]): Promise<LivePolicy> {
  return openConfig({
    cwd,
    env,
    ...(options.set ? { set: [...options.set] } : {}),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.trust === undefined ? {} : { trust: options.trust }),
    ...(options.compat ? { compat: options.compat } : {}),
  });
}

function toolsByName(tools: readonly GuardedTool[]): ReadonlyMap<string, GuardedTool> {
  const byName = new Map<string, GuardedTool>();
  for (const tool of tools) {
    if (byName.has(tool.name)) throw new GuardError("bad-tool", `two tools are named ${tool.name}`);
    byName.set(tool.name, tool);
  }
  return byName;
}

function candidateOf(
  effective: Effective,
  home: string,
  compat: "codex" | undefined,
): Session["candidate"] & {} {
  const boundary = resolveBoundary(effective, { paddockHome: home, ...(compat ? { compat } : {}) });
  return { boundary, rules: readRules(boundary) };
}

/** Says what cannot be enforced here, in the guard's own error. */
function unavailable(cause: unknown): never {
  if (!(cause instanceof SandboxError)) throw cause;
  const sentences = cause.fix === undefined ? [cause.message] : [cause.message, `Fix: ${cause.fix}`];
  const text = sentences.map((sentence) => `${sentence.replace(/\.+$/, "")}.`).join(" ");
  throw new GuardError("sandbox-unavailable", text, { cause });
}

/**
 * Assembles configuration, rules, sandbox, approvals and trail into one guard. Guards are independent of each other.
 *
 * @throws {GuardError} when the surroundings do not allow a guard: the configuration has no meaning, the sandbox cannot
 * give what is required, the trail cannot be written. Never falls back to less confinement.
 */
export async function createGuard(options: GuardOptions): Promise<Guard> {
  const env = options.env ?? process.env;
  const paddock = paddockHome(env);
  const workspace = workspaceRoots(options.workspace);
  const live =
    options.live ?? (options.effective ? undefined : await followFiles(options, workspace[0], env));
  const effective = live?.current ?? options.effective!;
  const boundaryOf = (one: Effective): Boundary =>
    resolveBoundary(one, {
      paddockHome: paddock,
      ...(options.permissions === undefined ? {} : { permissions: options.permissions }),
      ...(options.compat ? { compat: options.compat } : {}),
      ...(options.environment ? { environment: options.environment } : {}),
    });
  const boundary = boundaryOf(effective);
  const { profile } = boundary;
  const { settings } = boundary.review;
  let session: Session | undefined;
  const reviewer = options.reviewer
    ? createReviewer({ tools: reviewTools(() => session as Session), ...options.reviewer, settings })
    : undefined;
  const id = options.session ?? randomUUID();
  const rules = readRules(boundary);
  const folder = openSessionFolder(paddock);
  try {
    const inspect = {
      roots: workspace,
      env,
      home: env["HOME"] || homedir(),
      paddockHome: paddock,
      install: installRoots(),
      profile,
      privateTmp: folder.tmp,
    };
    const surroundings = await inspectSurroundings(inspect);
    const open = unconfinedBackend();
    const select = async (one: Boundary) => {
      // Another profile has other paths, so it is looked at anew.
      const looked =
        one.profile === profile
          ? surroundings
          : await inspectSurroundings({ ...inspect, profile: one.profile });
      const plan = planFor(one.profile, looked, "inside", []);
      const candidates = plan.mode === "danger-full-access" ? [open] : (options.backends ?? [linuxBackend()]);
      const { backend, probe } = await selectBackend(candidates, plan);
      const backendFor: Session["backendFor"] = (wanted) =>
        wanted.mode === "danger-full-access" ? open : backend;
      return { backendFor, report: probe.report };
    };
    const refresh = async () => {
      if (live && session) {
        const backendFor = async (one: Boundary) => (await select(one)).backendFor;
        await followPolicy(session, { live, boundaryOf, backendFor });
      }
      if (session) await followGrants(session, paddock);
      return await inspectSurroundings({ ...inspect, profile: session?.profile ?? profile });
    };
    const { backendFor, report } = await select(boundary);
    const executions: Session["executions"] = new Map();
    session = {
      id,
      boundary,
      profile,
      rules,
      backendFor,
      report,
      trail:
        options.trail ??
        (await openExportedTrail({
          directory: join(paddock, "trail"),
          session: id,
          policy: boundary.digest,
          env,
          otel: effective.get("otel"),
          trail: effective.get("trail"),
          secrets: configuredSecrets(effective, env),
        })),
      grants: createGrantBook({
        now: () => new Date(),
        newId: randomUUID,
        session: id,
        project: effective.projectRoot,
        lasting: readLastingGrants(paddock),
      }),
      questions: openPendingStore(paddock),
      ruleFiles: ruleFilesOf(boundary),
      onRules: new Set(),
      hooks: options.hooks ?? [],
      tools: toolsByName(options.tools ?? []),
      ...(reviewer === undefined ? {} : { reviewer }),
      ...(options.model === undefined ? {} : { model: options.model }),
      ...(options.candidate === undefined
        ? {}
        : { candidate: candidateOf(options.candidate, paddock, options.compat) }),
      closing: new AbortController(),
      flights: new Set(),
      atClose: [],
      workspace,
      projectRoot: effective.projectRoot,
      env,
      mode: options.mode ?? "enforce",
      pending: new Map(),
      executions,
      quiet: createQuiet(() => [...executions.values()].filter(({ outside }) => !outside)),
      edits: oneAtATime(),
      folder: folder.path,
      now: () => new Date(),
      newId: randomUUID,
      surroundings,
      refresh,
      release: () => folder.close(),
      ...(options.egress ? { egressOptions: options.egress } : {}),
      ...(options.commandHooks === undefined ? {} : { commandHooks: options.commandHooks }),
      ...(options.onAsk ? { onAsk: options.onAsk } : {}),
      closed: false,
      tally: newTally(),
    };
    await recordStart(session, effective, options.client, options.model);
    await resumeQuestions(session);
    return guardOf(session);
  } catch (cause) {
    folder.close();
    return unavailable(cause);
  }
}
