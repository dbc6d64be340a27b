import type { Effective, Notice } from "@paddock/config";
import type { AttributeValue } from "@paddock/telemetry";
import type { Boundary } from "./boundary.ts";
import { record, type Session } from "./session.ts";

/**
 * What the record says of a policy: everything that decides, as data, so that the trail alone tells later what was in
 * force. Values of environment variables are left out; their names are not.
 */
export function policyRecord(boundary: Boundary): AttributeValue {
  const { profile, networkPolicy, approvalPolicy, reviewer, review, ruleSources, mcp, environment } =
    boundary;
  const policy = {
    profile,
    network: networkPolicy,
    approval: approvalPolicy,
    reviewer,
    review,
    rules: ruleSources,
    mcp,
    environment: { ...environment, set: Object.keys(environment.set) },
  };
  // A policy is data, but its types allow absent values and readonly shapes that a record does not know.
  return JSON.parse(JSON.stringify(policy)) as AttributeValue;
}

/** Records what the configuration wants a person to know: each clamp, warning and ignored key, with its place. */
export async function recordNotices(session: Session, notices: readonly Notice[]): Promise<void> {
  for (const { code, text, severity, key, origin } of notices) {
    await record(session, {
      name: "config.notice",
      attributes: {
        code,
        text,
        severity,
        ...(key === undefined ? {} : { key }),
        ...(origin === undefined ? {} : { layer: origin.layer }),
        ...(origin?.file === undefined ? {} : { file: origin.file }),
        ...(origin?.line === undefined ? {} : { line: origin.line }),
        ...(origin?.column === undefined ? {} : { column: origin.column }),
      },
      severity,
    });
  }
}

/** Which program drives the session, and with which model. */
export interface SessionClient {
  /** Name of the program, e.g. `paddock-tui`. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** Type of the terminal, as TERM says. */
  readonly terminal?: string;
  /** Name of the model provider. */
  readonly provider?: string;
}

/** Records the beginning of a session: the policy in force, what the sandbox really gives, and every notice. */
export async function recordStart(
  session: Session,
  effective: Effective,
  client: SessionClient | undefined,
  model: string | undefined,
): Promise<void> {
  const { boundary, profile, report } = session;
  await record(session, {
    name: "session.started",
    attributes: {
      workspace: session.workspace,
      // What an endpoint product sees as the parent of every command.
      pid: process.pid,
      ...(client === undefined ? {} : { client: client.name, version: client.version }),
      ...(client?.terminal === undefined ? {} : { terminal: client.terminal }),
      ...(client?.provider === undefined ? {} : { provider: client.provider }),
      ...(model === undefined ? {} : { model }),
      mode: profile.mode,
      permissions: profile.name,
      approval_policy: boundary.approvalPolicy.kind,
      reviewer: boundary.reviewer,
      network: profile.network.kind,
      trust: effective.trust,
      ...(boundary.compat === undefined ? {} : { compat: boundary.compat }),
      policy_digest: boundary.digest,
      policy: policyRecord(boundary),
      mcp_servers: Object.keys(boundary.mcp),
      guard_mode: session.mode,
      backend: report.backend,
      enforcement: report.enforcement,
      guarantees: report.guarantees,
      lost: report.lost.map((lost) => `${lost.guarantee}: ${lost.why}`),
    },
  });
  await recordNotices(session, boundary.notices);
  for (const { path, line, column, message } of session.rules.problems) {
    await record(session, {
      name: "config.notice",
      attributes: {
        code: "rules.broken-file",
        text: `${path}:${line}:${column}: ${message}`,
        severity: "error",
        file: path,
        line,
        column,
      },
      severity: "error",
    });
  }
}
