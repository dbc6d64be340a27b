import { BUILT_IN_PROFILES } from "./keys/values.ts";
import type { Layer } from "./layer.ts";
import { isTable, own, type Table } from "./table.ts";

/** `sandbox_mode` and `default_permissions` are two spellings of one setting. */
export type SandboxKey = "sandbox_mode" | "default_permissions";

/** The strength of a setting as a sandbox mode. */
export type SandboxMode = "read-only" | "workspace-write" | "danger-full-access";

/** Which layer decides the one setting, and in which spelling; within a layer `default_permissions` wins. */
export function sandboxChoice<L extends Pick<Layer, "values">>(
  layers: readonly L[],
): { readonly layer: L; readonly key: SandboxKey; readonly value: string } | undefined {
  for (const layer of layers.toReversed()) {
    for (const key of ["default_permissions", "sandbox_mode"] as const) {
      const value = own(layer.values, key);
      if (typeof value === "string") return { layer, key, value };
    }
  }
  return undefined;
}

/**
 * What a permission profile can do, as a mode: writing everywhere is full access, any write is workspace-write.
 * An undefined profile counts as full access.
 */
export function modeOfProfile(name: string, profiles: Table): SandboxMode {
  const builtIn = Object.hasOwn(BUILT_IN_PROFILES, name) ? BUILT_IN_PROFILES[name] : undefined;
  if (builtIn) return builtIn;
  const profile = own(profiles, name);
  if (!isTable(profile)) return "danger-full-access";
  const files = own(profile, "filesystem");
  const base = own(profile, "extends");
  let mode: SandboxMode =
    typeof base === "string" && Object.hasOwn(BUILT_IN_PROFILES, base)
      ? BUILT_IN_PROFILES[base]!
      : "read-only";
  for (const [path, access] of isTable(files) ? Object.entries(files) : []) {
    const entries = isTable(access) ? Object.entries(access) : [["", access] as const];
    for (const [inner, what] of entries) {
      if (what !== "write") continue;
      const everywhere = (path === ":root" || path === "/") && ["", ".", "/", "**", "*"].includes(inner);
      if (everywhere) return "danger-full-access";
      if (mode === "read-only") mode = "workspace-write";
    }
  }
  return mode;
}
