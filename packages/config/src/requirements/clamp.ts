import { ConfigError } from "../config-error.ts";
import type { Clamp } from "../effective-config.ts";
import type { Finding } from "../finding.ts";
import { type Layer, originIn } from "../layer.ts";
import type { Table } from "../table.ts";
import { clampApproval, clampChoice } from "./clamp-lists.ts";
import { clampSandbox } from "./clamp-sandbox.ts";
import { ClampState } from "./clamp-state.ts";
import { clampFeatures, clampHooks, clampNetwork, clampServers } from "./clamp-tools.ts";
import {
  clampEnvironment,
  clampFixed,
  clampLogin,
  clampModels,
  clampReviewer,
  clampTexts,
} from "./clamp-values.ts";
import { blame, compareVersions, type Requirements } from "./combine.ts";

/** What clamping gives. */
export interface Clamped {
  readonly values: Table;
  readonly clamps: readonly Clamp[];
  readonly findings: readonly Finding[];
}

/**
 * Applies combined requirements to merged values. Every value that conflicts moves to the nearest one that is allowed and
 * no looser.
 *
 * @throws {ConfigError} `requirements_refuse` where there is none, `requirements` where the requirements make no sense.
 */
export function applyRequirements(
  merged: { readonly layers: readonly Layer[]; readonly values: Table },
  requirements: Requirements,
  facts: { readonly version: string; readonly workspace: string },
): Clamped {
  const minimum = requirements.values["required_minimum_version"];
  if (typeof minimum === "string" && compareVersions(facts.version, minimum) < 0) {
    throw new ConfigError(
      "requirements_refuse",
      `this is Paddock ${facts.version}, and at least ${minimum} is required; update it`,
      {
        origin: originIn(blame(requirements, ["required_minimum_version"])),
        key: "required_minimum_version",
      },
    );
  }
  const state = new ClampState(merged.layers, merged.values, requirements, facts.workspace);
  if (Object.keys(requirements.values).length === 0)
    return { values: state.values, clamps: [], findings: [] };
  clampSandbox(state);
  clampApproval(state);
  clampChoice(state, "approvals_reviewer", "allowed_approvals_reviewers");
  clampChoice(state, "web_search", "allowed_web_search_modes", "disabled");
  clampFixed(state);
  clampModels(state);
  clampReviewer(state);
  clampLogin(state);
  clampFeatures(state);
  clampHooks(state);
  clampServers(state);
  clampNetwork(state);
  clampTexts(state);
  clampEnvironment(state);
  return { values: state.values, clamps: state.clamps, findings: state.findings };
}
