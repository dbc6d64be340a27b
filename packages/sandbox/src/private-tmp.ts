import type { Profile } from "./profile.ts";

const TMP_ROOTS: readonly string[] = [":slash_tmp", ":tmpdir"];

/** Whether a plan of this profile mounts a private tmp, and so needs a session folder. */
export function wantsPrivateTmp(profile: Profile): boolean {
  if (profile.tmp === "shared" || profile.mode === "danger-full-access") return false;
  if (profile.mode === "workspace-write") return !(profile.excludeSlashTmp && profile.excludeTmpdirEnvVar);
  return profile.entries.some(
    (entry) => entry.access === "write" && TMP_ROOTS.includes(entry.under ?? entry.path),
  );
}
