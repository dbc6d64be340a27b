import { ConfigError } from "./config-error.ts";
import type { Origin } from "./effective.ts";
import { nearest } from "./keys/nearest.ts";
import { BUILT_IN_PROFILES } from "./keys/values.ts";
import { mergeTables } from "./merge.ts";
import { isTable, own, put, type Table } from "./table.ts";

/** What a built-in profile means when another one extends it. */
const BUILT_IN_TABLES: Readonly<Record<string, Table>> = {
  ":read-only": { filesystem: { ":root": "read" } },
  ":workspace": {
    filesystem: { ":root": "read", ":workspace_roots": "write", ":slash_tmp": "write", ":tmpdir": "write" },
  },
  ":danger-full-access": { filesystem: { ":root": "write" }, network: { enabled: true } },
};

/** Both spellings of the special root mean one thing, so they become one before profiles merge. */
function oneSpelling(profile: Table): Table {
  const files = own(profile, "filesystem");
  if (!isTable(files) || own(files, ":project_roots") === undefined) return profile;
  const { ":project_roots": old, ...rest } = files as Record<string, unknown>;
  const now = own(files, ":workspace_roots");
  const merged = isTable(now) && isTable(old) ? mergeTables(old, now) : (now ?? old);
  return { ...profile, filesystem: { ...rest, ":workspace_roots": merged } };
}

/** Scalar and nested access of one path merge as `{ "." = ... }`, so that a child adds to what its parent says. */
function mergeProfiles(parent: Table, child: Table): Table {
  const lower = own(parent, "filesystem");
  const higher = own(child, "filesystem");
  if (!isTable(lower) || !isTable(higher)) return mergeTables(parent, child);
  const files: Record<string, unknown> = { ...lower };
  for (const [path, access] of Object.entries(higher)) {
    const below = own(files, path);
    const nested = isTable(access) && below !== undefined && !isTable(below) ? { ".": below } : below;
    put(files, path, isTable(access) && isTable(nested) ? mergeTables(nested, access) : access);
  }
  return { ...mergeTables(parent, child), filesystem: files };
}

/**
 * Resolves `extends` of every profile.
 *
 * @throws {ConfigError} `bad_reference` for an unknown parent or a circle, in the profile that is used.
 */
export function resolveProfiles(
  profiles: Table,
  used: string | undefined,
  origin: (name: string) => Origin | undefined,
): Table {
  const resolved = new Map<string, Table>();
  const visit = (name: string, trail: readonly string[]): Table | undefined => {
    const done =
      resolved.get(name) ?? (Object.hasOwn(BUILT_IN_TABLES, name) ? BUILT_IN_TABLES[name] : undefined);
    if (done) return done;
    const profile = own(profiles, name);
    if (!isTable(profile)) return undefined;
    const base = own(profile, "extends");
    if (typeof base !== "string") {
      const flat = oneSpelling(profile);
      resolved.set(name, flat);
      return flat;
    }
    if (trail.includes(base) || base === name) {
      if (used !== undefined && [...trail, name].includes(used)) {
        throw new ConfigError(
          "bad_reference",
          `permissions.${name}.extends = ${JSON.stringify(base)} leads back to itself`,
          {
            origin: origin(name),
            key: `permissions.${name}.extends`,
          },
        );
      }
      return undefined;
    }
    const parent = visit(base, [...trail, name]);
    if (!parent) {
      if (used !== undefined && [...trail, name].includes(used)) {
        const close = nearest(base, [...Object.keys(profiles), ...Object.keys(BUILT_IN_PROFILES)]);
        const hint = close === undefined ? "" : `; did you mean ${JSON.stringify(close)}?`;
        throw new ConfigError(
          "bad_reference",
          `permissions.${name}.extends = ${JSON.stringify(base)} names no profile${hint}`,
          {
            origin: origin(name),
            key: `permissions.${name}.extends`,
          },
        );
      }
      return undefined;
    }
    const flat = { ...mergeProfiles(parent, oneSpelling(profile)), extends: base };
    resolved.set(name, flat);
    return flat;
  };
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(profiles))
    put(result, name, isTable(profiles[name]) ? (visit(name, []) ?? profiles[name]) : profiles[name]);
  return result;
}
