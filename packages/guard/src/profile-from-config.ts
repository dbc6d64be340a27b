import type { Effective, Origin } from "@paddock/config";
import type { Profile, ProfileEntry } from "@paddock/sandbox";
import { GuardError } from "./guard-error.ts";
import { wantsProxy } from "./network-policy.ts";

type Table = Readonly<Record<string, unknown>>;

function isTable(value: unknown): value is Table {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The three built-in profiles and the sandbox modes they stand for. */
const BUILT_IN: Readonly<Record<string, Profile["mode"]>> = {
  ":read-only": "read-only",
  ":workspace": "workspace-write",
  ":danger-full-access": "danger-full-access",
};

const MODES = ["read-only", "workspace-write", "danger-full-access"] as const;

/** One segment of a dotted key; paths hold dots of their own. */
function quoted(segment: string): string {
  return /^[A-Za-z0-9_-]+$/.test(segment) ? segment : JSON.stringify(segment);
}

function originOf(effective: Effective, key: string): { readonly origin?: Origin } {
  const origin = effective.explain(key)?.winner;
  return origin ? { origin } : {};
}

/** Accepts a list of paths or, as Codex writes it, a table from path to `allow` or `deny`. */
function allowedKeys(value: unknown): readonly string[] {
  if (Array.isArray(value)) return strings(value);
  if (!isTable(value)) return [];
  return Object.entries(value)
    .filter(([, decision]) => decision === "allow")
    .map(([path]) => path);
}

function limitsOf(table: Table): NonNullable<Profile["limits"]> {
  const names = {
    processes: "processes",
    memory_bytes: "memoryBytes",
    file_bytes: "fileBytes",
    core_bytes: "coreBytes",
  } as const;
  return Object.fromEntries(
    Object.entries(names).flatMap(([key, name]) =>
      typeof table[key] === "number" ? [[name, table[key]]] : [],
    ),
  );
}

function sandboxSettings(
  effective: Effective,
  compat: "codex" | undefined,
): Omit<Profile, "name" | "mode" | "entries" | "network"> {
  const key = (name: string): unknown => effective.get(`sandbox_workspace_write.${name}`);
  const git = key("git") ?? (compat === "codex" ? "read-only" : "commit");
  return {
    git: git as NonNullable<Profile["git"]>,
    tmp: (key("tmp") ?? "private") as NonNullable<Profile["tmp"]>,
    secrets: (key("secrets") ?? "hidden") as NonNullable<Profile["secrets"]>,
    unixSockets: allowedKeys(key("unix_sockets")),
    ports: Array.isArray(key("ports")) ? (key("ports") as number[]) : [],
    limits: limitsOf(isTable(key("limits")) ? (key("limits") as Table) : {}),
    allowPtrace: key("allow_ptrace") === true,
    allowNestedSandbox: key("allow_nested_sandbox") === true,
    accept: strings(key("accept")) as NonNullable<Profile["accept"]>,
    require: strings(key("require")) as NonNullable<Profile["require"]>,
  };
}

/** How an open network is open. danger-full-access confines nothing, so nothing could make a command use the proxy. */
function opened(effective: Effective, profile: Pick<Profile, "mode" | "name">): "host" | "proxy" {
  return profile.mode !== "danger-full-access" && wantsProxy(effective, profile) ? "proxy" : "host";
}

function modeProfile(effective: Effective, mode: Profile["mode"], compat: "codex" | undefined): Profile {
  const roots = strings(effective.get("sandbox_workspace_write.writable_roots"));
  const open =
    mode === "danger-full-access" ||
    (mode === "workspace-write" && effective.get("sandbox_workspace_write.network_access") === true);
  return {
    ...sandboxSettings(effective, compat),
    name: mode,
    mode,
    entries: denyReads(effective),
    ...(mode === "workspace-write"
      ? {
          writableRoots: roots.map((path) => ({
            path,
            ...originOf(effective, "sandbox_workspace_write.writable_roots"),
          })),
          excludeSlashTmp: effective.get("sandbox_workspace_write.exclude_slash_tmp") === true,
          excludeTmpdirEnvVar: effective.get("sandbox_workspace_write.exclude_tmpdir_env_var") === true,
        }
      : {}),
    network: { kind: open ? opened(effective, { mode, name: mode }) : "off" },
  };
}

/** Paths that an admin's requirements deny reading, whatever the profile says. */
function denyReads(effective: Effective): readonly ProfileEntry[] {
  const key = "permissions.filesystem.deny_read";
  return strings(effective.get(key)).map((path) => ({ path, access: "deny", ...originOf(effective, key) }));
}

const ACCESS: Readonly<Record<string, ProfileEntry["access"]>> = {
  read: "read",
  write: "write",
  deny: "deny",
  none: "deny",
};

function entry(
  key: string,
  path: string,
  value: unknown,
  origin: { readonly origin?: Origin },
  under?: string,
): ProfileEntry {
  const access = typeof value === "string" ? ACCESS[value] : undefined;
  if (!access) {
    throw new GuardError(
      "bad-config",
      `${key}: ${JSON.stringify(value)} is no access; write "read", "write" or "deny"`,
    );
  }
  return { path, access, ...(under === undefined ? {} : { under }), ...origin };
}

function filesystemEntries(effective: Effective, name: string, table: Table): readonly ProfileEntry[] {
  const entries: ProfileEntry[] = [];
  for (const [path, value] of Object.entries(table)) {
    if (path === "glob_scan_max_depth") continue;
    const key = `permissions.${quoted(name)}.filesystem.${quoted(path)}`;
    if (!isTable(value)) {
      entries.push(entry(key, path, value, originOf(effective, key)));
      continue;
    }
    for (const [inner, access] of Object.entries(value)) {
      const innerKey = `${key}.${quoted(inner)}`;
      entries.push(entry(innerKey, inner, access, originOf(effective, innerKey), path));
    }
  }
  return entries;
}

function namedProfile(effective: Effective, name: string, compat: "codex" | undefined): Profile {
  const table =
    effective.get(`permissions.${name}`) ?? (effective.get("permissions") as Table | undefined)?.[name];
  if (!isTable(table)) {
    const known = Object.keys((effective.get("permissions") as Table | undefined) ?? {}).filter(
      (item) => item !== "filesystem",
    );
    const names = [...Object.keys(BUILT_IN), ...known].join(", ");
    throw new GuardError("bad-config", `there is no permission profile ${name}; there are: ${names}`);
  }
  const filesystem = isTable(table["filesystem"]) ? table["filesystem"] : {};
  const network = isTable(table["network"]) ? table["network"] : {};
  const depth = filesystem["glob_scan_max_depth"];
  return {
    ...sandboxSettings(effective, compat),
    name,
    mode: "profile",
    entries: [...filesystemEntries(effective, name, filesystem), ...denyReads(effective)],
    unixSockets: allowedKeys(network["unix_sockets"]),
    network: { kind: network["enabled"] === true ? opened(effective, { mode: "profile", name }) : "off" },
    ...(typeof depth === "number" ? { globScanMaxDepth: depth } : {}),
  };
}

/**
 * The permission profile that the configuration chooses, or the one a caller names. `sandbox_mode` and
 * `default_permissions` are one setting: the one from the higher layer decides (the configuration has merged them).
 */
export function profileFromConfig(
  effective: Effective,
  options: { readonly permissions?: string; readonly compat?: "codex" } = {},
): Profile {
  const { permissions, compat } = options;
  const name =
    permissions ??
    (effective.get("sandbox_mode") === undefined ? effective.get("default_permissions") : undefined);
  if (typeof name !== "string") {
    return modeProfile(effective, (effective.get("sandbox_mode") ?? "read-only") as Profile["mode"], compat);
  }
  const mode = BUILT_IN[name] ?? MODES.find((word) => word === name);
  return mode ? modeProfile(effective, mode, compat) : namedProfile(effective, name, compat);
}
