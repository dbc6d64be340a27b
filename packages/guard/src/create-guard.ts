import { randomUUID } from "node:crypto";
import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Effective, loadConfig } from "@paddock/config";
import {
  type Backend,
  inspectSurroundings,
  openSessionFolder,
  SandboxError,
  selectBackend,
  unconfinedBackend,
} from "@paddock/sandbox";
import { linuxBackend } from "@paddock/sandbox-linux";
import { openTrail, type Trail } from "@paddock/telemetry";
import { resolveBoundary } from "./boundary.ts";
import type { Answer, ApprovalRequest } from "./decision.ts";
import { createGrantBook } from "./grant-book.ts";
import { GuardError } from "./guard-error.ts";
import { guardOf } from "./guard-of.ts";
import type { Guard } from "./guard-types.ts";
import { installRoots } from "./install-roots.ts";
import { paddockHome } from "./paddock-home.ts";
import { planFor } from "./plan-for.ts";
import { readRules } from "./read-rules.ts";
import { record, type Session } from "./session.ts";

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
  /** A configuration that was loaded already; `set`, `profile` and `trust` are then ignored. */
  readonly effective?: Effective;
  readonly compat?: "codex";
  /** `report` records what would have been decided beside what enforces; it relaxes nothing. Default `enforce`. */
  readonly mode?: "enforce" | "report";
  /** Backends in order of preference; default: the one of this operating system. */
  readonly backends?: readonly Backend[];
  /** An open trail; default: a new one below Paddock's home. */
  readonly trail?: Trail;
  /** Answers questions. Without it they wait for {@linkcode Guard.answer}. */
  readonly onAsk?: (request: ApprovalRequest, signal: AbortSignal) => Promise<Answer | undefined>;
  /** Host environment; default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Id of the session; default a new one. */
  readonly session?: string;
}

function workspaceRoots(given: GuardOptions["workspace"]): readonly [string, ...string[]] {
  const [first, ...rest] = (typeof given === "string" ? [given] : given).map((root) => {
    try {
      return realpathSync(root);
    } catch (cause) {
      throw new GuardError(
        "bad-config",
        `the workspace ${root} cannot be used: ${(cause as Error).message}`,
        { cause },
      );
    }
  });
  if (first === undefined) throw new GuardError("bad-config", "a guard needs at least one workspace folder");
  return [first, ...rest];
}

function loadEffective(options: GuardOptions, cwd: string, env: Session["env"]): Promise<Effective> {
  return loadConfig({
    cwd,
    env,
    ...(options.set ? { set: [...options.set] } : {}),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.trust === undefined ? {} : { trust: options.trust }),
    ...(options.compat ? { compat: options.compat } : {}),
  });
}

/** Says what cannot be enforced here, in the guard's own error. */
function unavailable(cause: unknown): never {
  if (!(cause instanceof SandboxError)) throw cause;
  const fix = cause.fix === undefined ? "" : ` Fix: ${cause.fix}.`;
  throw new GuardError("sandbox-unavailable", `${cause.message}.${fix}`.replace("..", "."), { cause });
}

async function recordStart(session: Session, trust: Effective["trust"]): Promise<void> {
  const { boundary, profile, report } = session;
  await record(session, {
    name: "session.started",
    attributes: {
      workspace: session.workspace,
      mode: profile.mode,
      permissions: profile.name,
      approval_policy: boundary.approvalPolicy.kind,
      network: profile.network.kind,
      trust,
      policy_digest: boundary.digest,
      guard_mode: session.mode,
      backend: report.backend,
      enforcement: report.enforcement,
      guarantees: report.guarantees,
      lost: report.lost.map((lost) => `${lost.guarantee}: ${lost.why}`),
    },
  });
  for (const { code, text, severity } of boundary.notices) {
    await record(session, { name: "config.notice", attributes: { code, text }, severity });
  }
  for (const { path, line, column, message } of session.rules.problems) {
    const text = `${path}:${line}:${column}: ${message}`;
    await record(session, {
      name: "config.notice",
      attributes: { code: "rules.broken-file", text },
      severity: "error",
    });
  }
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
  const effective = options.effective ?? (await loadEffective(options, workspace[0], env));
  const boundary = resolveBoundary(effective, {
    paddockHome: paddock,
    ...(options.permissions === undefined ? {} : { permissions: options.permissions }),
    ...(options.compat ? { compat: options.compat } : {}),
  });
  const { profile } = boundary;
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
    const refresh = () => inspectSurroundings(inspect);
    const surroundings = await refresh();
    const plan = planFor(profile, surroundings, "inside", []);
    const open = unconfinedBackend();
    const candidates = plan.mode === "danger-full-access" ? [open] : (options.backends ?? [linuxBackend()]);
    const { backend, probe } = await selectBackend(candidates, plan);
    const session: Session = {
      id,
      boundary,
      profile,
      rules,
      backendFor: (wanted) => (wanted.mode === "danger-full-access" ? open : backend),
      report: probe.report,
      trail:
        options.trail ??
        (await openTrail({ directory: join(paddock, "trail"), session: id, policy: boundary.digest, env })),
      grants: createGrantBook({
        now: () => new Date(),
        newId: randomUUID,
        session: id,
        project: effective.projectRoot,
      }),
      workspace,
      env,
      mode: options.mode ?? "enforce",
      pending: new Map(),
      executions: new Map(),
      now: () => new Date(),
      newId: randomUUID,
      surroundings,
      refresh,
      release: () => folder.close(),
      ...(options.onAsk ? { onAsk: options.onAsk } : {}),
      closed: false,
    };
    await recordStart(session, effective.trust);
    return guardOf(session);
  } catch (cause) {
    folder.close();
    return unavailable(cause);
  }
}
