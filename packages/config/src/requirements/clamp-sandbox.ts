import { ConfigError } from "../config-error.ts";
import { formatKeyPath, type KeyPath } from "../key-path.ts";
import { nearest } from "../keys/nearest.ts";
import { BUILT_IN_PROFILES, SANDBOX_MODES } from "../keys/values.ts";
import { originIn } from "../layer.ts";
import { modeOfProfile, type SandboxKey, type SandboxMode } from "../sandbox-choice.ts";
import { isTable, own, type Table } from "../table.ts";
import type { ClampState } from "./clamp-state.ts";

const PROFILES: KeyPath = ["allowed_permission_profiles"];
const MODES: KeyPath = ["allowed_sandbox_modes"];
const RANK: readonly SandboxMode[] = SANDBOX_MODES;

function builtInOf(mode: SandboxMode): string {
  return Object.entries(BUILT_IN_PROFILES).find(([, one]) => one === mode)![0];
}

/** Modes that may be used; a list of unreadable paths excludes full access, which could not keep it. */
function allowedModes(state: ClampState): readonly SandboxMode[] {
  const listed = state.required(...MODES);
  const modes = RANK.filter((mode) => !Array.isArray(listed) || listed.includes(mode));
  return state.required("deny_read") === undefined
    ? modes
    : modes.filter((mode) => mode !== "danger-full-access");
}

/**
 * Refuses lists of profiles that make no sense, source by source, so that another source cannot make a broken one good.
 * Returns the profile for those who chose none, if the lists together allow it.
 */
function checkProfiles(state: ClampState, allowed: Table | undefined, profiles: Table): string | undefined {
  for (const source of state.requirements.sources) {
    const listed = own(source.values, "allowed_permission_profiles");
    const fallback = own(source.values, "default_permissions");
    const bad = (path: KeyPath, detail: string): never => {
      throw new ConfigError("requirements", detail, { origin: originIn(source), key: formatKeyPath(path) });
    };
    if (!isTable(listed)) {
      if (fallback !== undefined)
        bad(["default_permissions"], "default_permissions needs allowed_permission_profiles beside it");
      continue;
    }
    for (const name of Object.keys(listed)) {
      if (Object.hasOwn(BUILT_IN_PROFILES, name) || own(profiles, name) !== undefined) continue;
      const close = nearest(name, [...Object.keys(profiles), ...Object.keys(BUILT_IN_PROFILES)]);
      const hint = close === undefined ? "" : `; did you mean ${JSON.stringify(close)}?`;
      bad(
        [...PROFILES, name],
        `allowed_permission_profiles names ${JSON.stringify(name)}, which no [permissions] table defines${hint}`,
      );
    }
    if (fallback === undefined) {
      if (own(listed, ":workspace") === true && own(listed, ":read-only") === true) continue;
      bad(
        PROFILES,
        "allowed_permission_profiles must allow :workspace and :read-only, or stand beside default_permissions",
      );
    } else if (own(listed, String(fallback)) !== true) {
      bad(
        ["default_permissions"],
        `default_permissions = ${JSON.stringify(fallback)} is not allowed by allowed_permission_profiles`,
      );
    }
  }
  const fallback = state.required("default_permissions");
  return typeof fallback === "string" && allowed && own(allowed, fallback) === true ? fallback : undefined;
}

/** Deny entries of a profile that is replaced stay in force; those below the workspace are bound to its root. */
function deniedBy(profile: unknown, workspace: string): readonly string[] {
  const files = isTable(profile) ? own(profile, "filesystem") : undefined;
  const places: Readonly<Record<string, string>> = {
    ":workspace_roots": workspace,
    ":project_roots": workspace,
    ":root": "",
  };
  return Object.entries(isTable(files) ? files : {}).flatMap(([path, access]) => {
    const base = path.startsWith(":") ? places[path] : path;
    if (base === undefined) return [];
    if (access === "deny") return [base === "" ? "/" : base];
    if (!isTable(access)) return [];
    return Object.entries(access).flatMap(([inner, what]) =>
      what !== "deny" ? [] : [inner.startsWith("/") ? inner : `${base}/${inner}`],
    );
  });
}

/**
 * True when a profile lets everything in the workspace be written, so that no built-in mode that writes there is looser.
 * A profile that keeps parts of the workspace from being written can only be replaced by one that writes nothing.
 */
function writesWorkspace(profile: unknown): boolean {
  const files = isTable(profile) ? own(profile, "filesystem") : undefined;
  if (!isTable(files)) return false;
  const access = own(files, ":workspace_roots") ?? own(files, ":project_roots") ?? own(files, ":root");
  if (!isTable(access)) return access === "write";
  return own(access, ".") === "write" && Object.values(access).every((one) => one !== "read");
}

/**
 * Applies the limits of the sandbox: the list of modes, the list of profiles and the unreadable paths together choose
 * the loosest setting that is allowed and no looser than the one asked for.
 *
 * @throws {ConfigError} where nothing is left, where the lists make no sense, or where full access without questions was
 * asked for and is not allowed: such a session could do nothing that it was started for.
 */
export function clampSandbox(state: ClampState): void {
  const allowedTable = state.required(...PROFILES);
  const allowed = isTable(allowedTable) ? allowedTable : undefined;
  const profiles = isTable(state.get("permissions")) ? (state.get("permissions") as Table) : {};
  const fallback = checkProfiles(state, allowed, profiles);
  const modes = allowedModes(state);

  const key: SandboxKey =
    typeof state.get("default_permissions") === "string" ? "default_permissions" : "sandbox_mode";
  const asked = state.get(key) as string;
  const askedMode = key === "sandbox_mode" ? (asked as SandboxMode) : modeOfProfile(asked, profiles);
  const askedName = key === "sandbox_mode" ? builtInOf(askedMode) : asked;
  const isDefault = state.asker([key]) === undefined;

  const fits = (name: string): boolean =>
    (allowed === undefined || own(allowed, name) === true) && modes.includes(modeOfProfile(name, profiles));
  const custom = key === "default_permissions" && !Object.hasOwn(BUILT_IN_PROFILES, asked);
  const writes = !custom || writesWorkspace(own(profiles, asked));
  const notLooser = (name: string): boolean =>
    (writes || modeOfProfile(name, profiles) === "read-only") &&
    RANK.indexOf(modeOfProfile(name, profiles)) <= RANK.indexOf(askedMode);
  const usableFallback =
    fallback !== undefined && fits(fallback) && notLooser(fallback) ? fallback : undefined;

  if (fits(askedName)) {
    if (isDefault && usableFallback !== undefined && usableFallback !== askedName)
      choose(
        state,
        usableFallback,
        key,
        asked,
        ["default_permissions"],
        "default_permissions of the requirements is",
      );
    return;
  }
  const builtIns = RANK.toReversed()
    .map(builtInOf)
    .filter((name) => fits(name) && notLooser(name));
  const others = Object.keys(allowed ?? {})
    .filter((name) => !Object.hasOwn(BUILT_IN_PROFILES, name) && fits(name) && notLooser(name))
    .sort();
  const best = usableFallback ?? builtIns[0] ?? others[0];
  const blamed =
    allowed !== undefined && own(allowed, askedName) !== true
      ? PROFILES
      : modes.includes(askedMode)
        ? PROFILES
        : Array.isArray(state.required(...MODES)) &&
            !(state.required(...MODES) as string[]).includes(askedMode)
          ? MODES
          : ["deny_read"];
  if (best === undefined) {
    state.refuse(
      [key],
      blamed,
      `${JSON.stringify(asked)} is not allowed, and nothing that is allowed is as strict; choose another permission profile or ask the admin`,
    );
  }
  const allowedText = allowed ? Object.keys(allowed).filter(fits) : modes;
  if (askedMode === "danger-full-access" && !isDefault && state.get("approval_policy") === "never") {
    state.refuse(
      [key],
      blamed,
      `${JSON.stringify(asked)} with approval_policy "never" is not allowed (allowed: ${allowedText.join(", ")}), and anything stricter could not be asked about; choose a stricter sandbox or another approval policy`,
    );
  }
  if (custom) keepDenials(state, own(profiles, asked));
  choose(
    state,
    best,
    key,
    asked,
    blamed,
    blamed[0] === "deny_read"
      ? "deny_read cannot be kept with full access, and what is allowed is"
      : "the requirements allow",
    allowedText,
  );
}

function keepDenials(state: ClampState, profile: unknown): void {
  const denied = deniedBy(profile, state.workspace);
  if (denied.length === 0) return;
  const before = state.get("permissions", "filesystem", "deny_read");
  const all = [...new Set([...(Array.isArray(before) ? (before as string[]) : []), ...denied])];
  state.values = {
    ...state.values,
    permissions: { ...(state.get("permissions") as Table), filesystem: { deny_read: all } },
  };
}

function choose(
  state: ClampState,
  name: string,
  key: SandboxKey,
  asked: string,
  by: KeyPath,
  reason: string,
  allowed: readonly string[] = [name],
): void {
  const mode = Object.hasOwn(BUILT_IN_PROFILES, name) ? BUILT_IN_PROFILES[name] : undefined;
  const target: SandboxKey =
    key === "sandbox_mode" && mode !== undefined ? "sandbox_mode" : "default_permissions";
  const to = target === "sandbox_mode" ? mode! : name;
  if (target !== key) {
    const { [key]: _, ...rest } = state.values as Record<string, unknown>;
    state.values = rest;
  }
  const guilty = (value: unknown): boolean =>
    Array.isArray(value) ? !value.includes(asked) : isTable(value) ? own(value, asked) !== true : true;
  state.set(
    [target],
    to,
    { path: by, guilty },
    { why: `${reason} ${allowed.join(", ")}`, always: true, asked: { path: [key], value: asked } },
  );
}
