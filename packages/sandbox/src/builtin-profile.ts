import type { Profile } from "./profile.ts";

/** The three modes that every Paddock and Codex configuration knows. */
export type BuiltinMode = "read-only" | "workspace-write" | "danger-full-access";

/**
 * The profile of a built-in mode. `read-only` reads the whole disk and writes nothing; `workspace-write` writes the
 * workspace, listed roots and a private tmp; `danger-full-access` confines nothing. The first two hide secrets and have
 * no network unless `options` say otherwise.
 *
 * @param options Fields that replace the built-in ones; name and mode stay.
 *
 * @example
 * ```ts
 * import { builtinProfile } from "@paddock/sandbox";
 *
 * builtinProfile("workspace-write", { git: "read-only" }).network.kind; // "off"
 * ```
 */
export function builtinProfile(
  mode: BuiltinMode,
  options: Partial<Omit<Profile, "name" | "mode">> = {},
): Profile {
  return {
    entries: [],
    network: { kind: mode === "danger-full-access" ? "host" : "off" },
    git: "commit",
    tmp: "private",
    secrets: "hidden",
    ...options,
    name: mode,
    mode,
  };
}
