import { ConfigError } from "./config-error.ts";
import type { Origin } from "./effective.ts";
import type { Clamp } from "./effective-config.ts";
import { foldEnvironmentPolicy } from "./environment-policy.ts";
import type { Finding } from "./finding.ts";
import { formatKeyPath, type KeyPath } from "./key-path.ts";
import { accepts } from "./keys/accepts.ts";
import { nearest } from "./keys/nearest.ts";
import { CONFIG_KEYS } from "./keys/table.ts";
import { BUILT_IN_PROFILES } from "./keys/values.ts";
import { defaultsOf } from "./keys/walk.ts";
import { type Layer, originIn } from "./layer.ts";
import { mergeTables, proposals } from "./merge.ts";
import { badValue, misfitText } from "./parse-layer.ts";
import { resolveProfiles } from "./profiles.ts";
import { filterProject } from "./project-filter.ts";
import { sandboxChoice } from "./sandbox-choice.ts";
import { isTable, own, type Table } from "./table.ts";
import type { Trust } from "./trust.ts";

/** What the defaults depend on. */
export interface DefaultFacts {
  readonly trust: Trust;
  readonly compat?: "codex";
  /** Defaults of the caller, such as `approval_policy = "never"` of a run without a person. */
  readonly defaults?: Table;
}

/** The built-in layer. An unknown or distrusted project reads only; under compat Codex's word for distrusted ones holds. */
export function defaultLayer(facts: DefaultFacts): Layer {
  const workspace = facts.trust === "trusted" || (facts.compat === "codex" && facts.trust === "untrusted");
  const base = mergeTables(defaultsOf(CONFIG_KEYS), {
    sandbox_mode: workspace ? "workspace-write" : "read-only",
    approval_policy: facts.trust === "untrusted" ? "untrusted" : "on-request",
    sandbox_workspace_write: { git: facts.compat === "codex" ? "read-only" : "commit" },
    ...(facts.compat === "codex" ? { cli_auth_credentials_store: "file" } : {}),
  });
  return { kind: "default", id: "default", base: "/", values: mergeTables(base, facts.defaults ?? {}) };
}

/** The merged stack before requirements clamp it. */
export interface Merged {
  /** The layers that count, lowest first, as they were merged. */
  readonly layers: readonly Layer[];
  readonly values: Table;
  readonly findings: readonly Finding[];
}

/** Providers that need no table. */
const BUILT_IN_PROVIDERS = ["openai", "ollama", "lmstudio", "amazon-bedrock", "azure"];

function layerOf(layers: readonly Layer[], path: KeyPath): Pick<Layer, "id" | "file"> {
  return proposals(layers, path)[0]?.layer ?? { id: "default" };
}

function checkShapes(layers: readonly Layer[], values: Table): void {
  for (const [name, value] of Object.entries(values)) {
    const key = CONFIG_KEYS[name];
    if (!key || accepts(key.shape, value)) continue;
    const { path, text } = misfitText(key.shape, value, [name]);
    throw badValue(layerOf(layers, path), path, text);
  }
}

function checkReferences(
  layers: readonly Layer[],
  values: Table,
  profiles: Table,
  managedProviders: Table,
): void {
  const refuse = (path: KeyPath, text: string): never => {
    const layer = layerOf(layers, path);
    throw new ConfigError("bad_reference", text, { origin: originIn(layer), key: formatKeyPath(path) });
  };
  const chosen = values["default_permissions"];
  if (
    typeof chosen === "string" &&
    !Object.hasOwn(BUILT_IN_PROFILES, chosen) &&
    own(profiles, chosen) === undefined
  ) {
    const close = nearest(chosen, [...Object.keys(BUILT_IN_PROFILES), ...Object.keys(profiles)]);
    refuse(
      ["default_permissions"],
      `default_permissions = ${JSON.stringify(chosen)} names no profile of [permissions]${close === undefined ? "" : `; did you mean ${JSON.stringify(close)}?`}`,
    );
  }
  const provider = values["model_provider"];
  const providers = isTable(values["model_providers"]) ? values["model_providers"] : {};
  if (
    typeof provider === "string" &&
    !BUILT_IN_PROVIDERS.includes(provider) &&
    own(providers, provider) === undefined &&
    own(managedProviders, provider) === undefined
  ) {
    const close = nearest(provider, [...Object.keys(providers), ...BUILT_IN_PROVIDERS]);
    refuse(
      ["model_provider"],
      `model_provider = ${JSON.stringify(provider)} names no provider of [model_providers]${close === undefined ? "" : `; did you mean ${JSON.stringify(close)}?`}`,
    );
  }
  const servers = isTable(values["mcp_servers"]) ? values["mcp_servers"] : {};
  for (const [name, server] of Object.entries(servers)) {
    if (!isTable(server) || own(server, "enabled") === false) continue;
    const stdio = own(server, "command") !== undefined;
    const http = own(server, "url") !== undefined;
    if (stdio && http)
      refuse(
        ["mcp_servers", name, "url"],
        `mcp_servers.${name} has both command and url; a server is a program or an address`,
      );
    if (!stdio && !http) refuse(["mcp_servers", name], `mcp_servers.${name} has neither command nor url`);
  }
}

/**
 * Merges the layers, lowest first: project layers keep only what may stand in them, the environment filters become one
 * spelling, and of the two spellings of the sandbox setting the winner stays.
 *
 * @throws {ConfigError} `bad_value` with the layer and key.
 */
export function mergeLayers(input: readonly Layer[]): Merged {
  const findings: Finding[] = [];
  const kept: Layer[] = [];
  for (const layer of input) {
    if (layer.disabled !== undefined) continue;
    if (layer.kind !== "project") kept.push(layer);
    else {
      const filtered = filterProject(layer, foldEnvironmentPolicy(kept));
      kept.push(filtered.layer);
      findings.push(...filtered.findings);
    }
  }
  const layers = foldEnvironmentPolicy(kept);
  const merged = layers.map((layer) => layer.values).reduce(mergeTables, {});
  const choice = sandboxChoice(layers);
  const { sandbox_mode: _, default_permissions: __, ...rest } = merged as Record<string, unknown>;
  const values = { ...rest, ...(choice ? { [choice.key]: choice.value } : {}) };
  checkShapes(layers, values);
  return { layers, values, findings };
}

/**
 * Adds the managed profiles, resolves what profiles extend, and checks that every name that is used is defined.
 *
 * @throws {ConfigError} `bad_reference` with the layer and key.
 */
export function finishMerge(
  merged: Merged,
  managed: { readonly profiles: Table; readonly clamps: readonly Clamp[] },
  managedProviders: Table = {},
): Merged & { readonly clamps: readonly Clamp[] } {
  const { layers, values } = merged;
  const mine = own(values, "permissions");
  const profiles = { ...(isTable(mine) ? mine : {}), ...managed.profiles };
  checkReferences(layers, values, profiles, managedProviders);
  if (Object.keys(profiles).length === 0) return { ...merged, clamps: [] };
  const used = own(values, "default_permissions");
  const origin = (name: string): Origin => originIn(layerOf(layers, ["permissions", name, "extends"]));
  const resolved = resolveProfiles(profiles, typeof used === "string" ? used : undefined, origin);
  const clamps = managed.clamps.map((clamp) => ({ ...clamp, to: own(resolved, clamp.path[1]!) }));
  return { ...merged, values: { ...values, permissions: resolved }, clamps };
}
