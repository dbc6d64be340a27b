import type { Effective, ProjectFacts } from "./effective.ts";
import type { EffectiveParts } from "./effective-config.ts";
import type { Finding } from "./finding.ts";
import type { Layer } from "./layer.ts";
import { type ParseOptions, parseLayer } from "./parse-layer.ts";
import { applyRequirements } from "./requirements/clamp.ts";
import type { Requirements } from "./requirements/combine.ts";
import { managedProfiles } from "./requirements/managed-profiles.ts";
import { managedRules } from "./requirements/managed-rules.ts";
import { requirementsView } from "./requirements/view.ts";
import { finishMerge, mergeLayers } from "./resolve.ts";
import { sha256 } from "./sha256.ts";
import { canonical, type Table } from "./table.ts";
import type { Trust } from "./trust.ts";

/** Everything that was read, parsed, before it is merged and clamped. */
export interface Found {
  readonly layers: readonly Layer[];
  readonly findings: readonly Finding[];
  readonly requirements: Requirements;
  readonly parsing: ParseOptions;
  readonly facts: {
    readonly version: string;
    readonly workspace: string;
    readonly cwd: string;
    readonly trust: Trust;
    readonly project?: ProjectFacts;
    readonly compat?: "codex";
  };
  readonly ruleFolders: Effective["ruleFolders"];
}

/**
 * The one way from what was read to what is in force: merge, resolve, clamp. Settings made while running are a layer like
 * any other, so requirements bind them too.
 *
 * @throws {ConfigError} as {@link loadConfig} does.
 */
export function settle(found: Found, overrides?: Table): EffectiveParts {
  const { facts, requirements } = found;
  const runtime = overrides
    ? parseLayer({ kind: "runtime", id: "runtime", base: facts.cwd, values: overrides }, found.parsing)
    : undefined;
  const all = [...found.layers, ...(runtime ? [runtime.layer] : [])];
  const merged = mergeLayers(all);
  const providers = requirements.values["model_providers"] as Table | undefined;
  const complete = finishMerge(merged, managedProfiles(merged, requirements), providers);
  const clamped = applyRequirements(complete, requirements, facts);
  const view = requirementsView(requirements);
  return {
    layers: complete.layers,
    disabled: all.filter((layer) => layer.disabled !== undefined),
    values: clamped.values,
    clamps: [...complete.clamps, ...clamped.clamps],
    findings: [...found.findings, ...(runtime?.findings ?? []), ...merged.findings, ...clamped.findings],
    trust: facts.trust,
    projectRoot: facts.workspace,
    ruleFolders: found.ruleFolders,
    managedRules: managedRules(requirements),
    requirements: view,
    ...(facts.project ? { project: facts.project } : {}),
    ...(facts.compat ? { compat: facts.compat } : {}),
    get digest() {
      const { trust, project } = facts;
      const rules = { folders: found.ruleFolders, files: trust === "trusted" ? project?.digest : undefined };
      return sha256(canonical({ values: clamped.values, requirements: view.values, trust, rules }));
    },
  };
}
