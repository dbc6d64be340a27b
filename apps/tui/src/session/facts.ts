import type { Provider } from "@paddock/agent";
import type { Effective, LoadedConfig } from "@paddock/config";
import type { Boundary } from "@paddock/guard";
import type { SessionFacts, Setting } from "./session.ts";

const shownKeys = [
  "sandbox_mode",
  "default_permissions",
  "approval_policy",
  "approvals_reviewer",
  "sandbox_workspace_write.network_access",
  "sandbox_workspace_write.writable_roots",
  "sandbox_workspace_write.git",
  "sandbox_workspace_write.tmp",
  "sandbox_workspace_write.secrets",
  "model_provider",
  "model",
  "web_search",
];

function source({
  layer,
  file,
  line,
}: {
  readonly layer: string;
  readonly file?: string;
  readonly line?: number;
}): string {
  return file === undefined ? layer : `${layer}: ${file}${line === undefined ? "" : `:${line}`}`;
}

function settings(effective: Effective): readonly Setting[] {
  return shownKeys.flatMap((key) => {
    const story = effective.explain(key);
    if (story === undefined || story.value === undefined) return [];
    const clamped = story.clampedBy === undefined ? "" : `, held by ${source(story.clampedBy)}`;
    return [{ key, value: JSON.stringify(story.value), source: `${source(story.winner)}${clamped}` }];
  });
}

function network(boundary: Boundary): string {
  const { network: policy } = boundary.profile;
  if (policy.kind === "off") return "net off";
  if (policy.kind === "host") return "net open";
  const allowed = boundary.networkPolicy.domains.filter(({ decision }) => decision === "allow").length;
  return `net: ${allowed} ${allowed === 1 ? "host" : "hosts"}`;
}

/** Puts what is in force into the words a person sees. */
export function sessionFacts(
  options: { readonly workspace: string; readonly trail: string; readonly told: readonly string[] },
  effective: LoadedConfig,
  boundary: Boundary,
  provider: Provider,
): SessionFacts {
  const { profile, approvalPolicy } = boundary;
  return {
    workspace: options.workspace,
    trust: effective.trust,
    sandbox: profile.mode === "profile" ? profile.name : profile.mode,
    approvals: approvalPolicy.kind,
    network: network(boundary),
    reviewer: boundary.reviewer,
    provider: provider.name,
    model: provider.model,
    isModel: provider.isModel,
    ...(boundary.compat === undefined ? {} : { compat: boundary.compat }),
    managed: effective.requirements.sources.map(({ id, file, keys }) => `${file ?? id}: ${keys.join(", ")}`),
    notices: [
      ...boundary.notices.map(({ severity, text, origin }) => ({
        severity,
        text: origin?.file === undefined ? text : `${source(origin)}: ${text}`,
      })),
      ...options.told.map((text) => ({ severity: "info" as const, text })),
    ],
    settings: settings(effective),
    trail: options.trail,
  };
}
