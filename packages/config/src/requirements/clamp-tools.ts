import { placeOf } from "../config-error.ts";
import type { KeyPath } from "../key-path.ts";
import { originIn } from "../layer.ts";
import { isTable, own, type Table } from "../table.ts";
import type { ClampState } from "./clamp-state.ts";
import { blame } from "./combine.ts";
import { covers, normalizePattern } from "./domain-pattern.ts";
import { isServer } from "./server-identity.ts";

/** Switches off every MCP server that the allowlist does not name, with the reason. */
export function clampServers(state: ClampState): void {
  const allowed = state.required("mcp_servers");
  const servers = state.get("mcp_servers");
  if (!isTable(allowed) || !isTable(servers)) return;
  for (const [name, server] of Object.entries(servers)) {
    if (!isTable(server)) continue;
    const requirements = own(allowed, name);
    if (Array.isArray(requirements) && requirements.every((one) => isServer(server, one))) continue;
    if (own(server, "enabled") === false) continue;
    const source = blame(
      state.requirements,
      ["mcp_servers"],
      (value) => isTable(value) && own(value, name) === undefined,
    );
    const why = Array.isArray(requirements)
      ? "is not the server that the requirements name"
      : "is not listed";
    const reason = `${why} (${placeOf(originIn(source))})`;
    state.set(["mcp_servers", name, "disabled_reason"], reason, { path: ["mcp_servers"] });
    state.set(
      ["mcp_servers", name, "enabled"],
      false,
      { path: ["mcp_servers"] },
      {
        why: `the server ${why} in mcp_servers of the requirements`,
        asked: { path: ["mcp_servers", name], value: true },
      },
    );
  }
}

/** Fixes features on or off, keeping what a feature's table says beside `enabled`. */
export function clampFeatures(state: ClampState): void {
  const pinned = state.required("features");
  for (const [name, to] of Object.entries(isTable(pinned) ? pinned : {})) {
    const path: KeyPath = isTable(state.get("features", name))
      ? ["features", name, "enabled"]
      : ["features", name];
    state.set(path, to, { path: ["features", name], guilty: (value) => value === to });
  }
}

/** Hooks that admins did not make are dropped where only managed ones may run, or where hooks are switched off. */
export function clampHooks(state: ClampState): void {
  const only = state.required("allow_managed_hooks_only") === true;
  const off = state.required("features", "hooks") === false;
  const hooks = state.get("hooks");
  if ((!only && !off) || !isTable(hooks) || Object.keys(hooks).length === 0) return;
  const path: KeyPath = off ? ["features", "hooks"] : ["allow_managed_hooks_only"];
  state.set(
    ["hooks"],
    {},
    { path, guilty: (value) => value === !off },
    { why: off ? "the requirements switch hooks off" : "the requirements allow managed hooks only" },
  );
}

const NETWORK: KeyPath = ["experimental_network"];

/** Every table of the configuration that opens a network, by path. */
function networks(state: ClampState): readonly KeyPath[] {
  const profiles = state.get("permissions");
  const named = Object.keys(isTable(profiles) ? profiles : {}).map(
    (name): KeyPath => ["permissions", name, "network"],
  );
  return [...named, ["features", "network_proxy"]].filter((path) => isTable(state.get(...path)));
}

/** Applies the limits of the network: switches only get stricter, and a managed-only list drops the user's own allows. */
export function clampNetwork(state: ClampState): void {
  const limits = state.required(...NETWORK);
  if (!isTable(limits)) return;
  const guilty = (value: unknown): boolean => value === false || value === "limited" || value === true;
  if (own(limits, "enabled") === false) {
    const by = { path: [...NETWORK, "enabled"], guilty };
    if (state.get("sandbox_workspace_write", "network_access") === true)
      state.set(["sandbox_workspace_write", "network_access"], false, by);
    for (const path of networks(state))
      if (state.get(...path, "enabled") === true) state.set([...path, "enabled"], false, by);
  }
  for (const path of networks(state)) {
    for (const name of [
      "allow_local_binding",
      "allow_upstream_proxy",
      "dangerously_allow_non_loopback_proxy",
      "dangerously_allow_all_unix_sockets",
    ]) {
      if (own(limits, name) === false && state.get(...path, name) === true)
        state.set([...path, name], false, { path: [...NETWORK, name], guilty });
    }
    if (own(limits, "mode") === "limited" && state.get(...path, "mode") !== "limited")
      state.set([...path, "mode"], "limited", { path: [...NETWORK, "mode"], guilty });
    dropAllows(state, path, limits);
  }
  state.set(NETWORK, limits, { path: NETWORK });
}

function dropAllows(state: ClampState, path: KeyPath, limits: Table): void {
  const domains = state.get(...path, "domains");
  if (!isTable(domains)) return;
  const managed = Object.entries(isTable(own(limits, "domains")) ? (own(limits, "domains") as Table) : {});
  const allowed = managed.filter(([, what]) => what === "allow").map(([host]) => host);
  const denied = managed.filter(([, what]) => what === "deny").map(([host]) => host);
  const only = own(limits, "managed_allowed_domains_only") === true;
  const kept = Object.entries(domains).filter(([host, what]) => {
    if (what !== "allow") return true;
    const pattern = normalizePattern(host);
    return (
      !denied.some((one) => covers(one, pattern)) && (!only || allowed.some((one) => covers(one, pattern)))
    );
  });
  if (kept.length === Object.keys(domains).length) return;
  const dropped = Object.keys(domains).filter((host) => !kept.some(([name]) => name === host));
  const by: KeyPath = only ? [...NETWORK, "managed_allowed_domains_only"] : [...NETWORK, "domains"];
  const reason = only ? "only managed hosts are allowed" : "the requirements deny them";
  state.set(
    [...path, "domains"],
    Object.fromEntries(kept),
    { path: by, guilty: () => true },
    { why: `${reason}: ${dropped.join(", ")}` },
  );
}
