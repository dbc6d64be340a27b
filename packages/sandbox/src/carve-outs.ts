import { SandboxError } from "./error.ts";
import { isWithin } from "./path/lexical.ts";
import type { PlanEntry, PlanNote } from "./plan.ts";
import type { Profile } from "./profile.ts";
import { factOf, type RequestedEntries } from "./requested.ts";
import type { FoundPath, Surroundings } from "./surroundings.ts";
import { AUTO_RUN_NAMES, HOME_AUTO_RUN_NAMES } from "./tables/auto-run-names.ts";
import { PROTECTED_NAMES } from "./tables/protected-names.ts";

/** Names at the top of a writable root that a plan keeps from changing. */
export function namesAtTop(
  root: string,
  homes: readonly string[],
): readonly { readonly name: string; readonly reason: "protected" | "auto-run"; readonly file: boolean }[] {
  const autoRun = homes.includes(root) ? [...AUTO_RUN_NAMES, ...HOME_AUTO_RUN_NAMES] : AUTO_RUN_NAMES;
  return [
    ...PROTECTED_NAMES.map((name) => ({ name, reason: "protected" as const, file: false })),
    ...autoRun.map(({ name, type }) => ({ name, reason: "auto-run" as const, file: type === "file" })),
  ];
}

/** Everything a plan takes back from what the profile gives. Pure. */
export function carveOuts(
  profile: Profile,
  surroundings: Surroundings,
  requested: RequestedEntries,
  notes: PlanNote[],
): readonly PlanEntry[] {
  return [
    ...topEntries(profile, surroundings, requested, notes),
    ...gitEntries(profile, surroundings, requested),
    ...hiddenEntries(profile, surroundings, requested),
    ...surroundings.install
      .map((path) => factOf(surroundings, path))
      .filter((fact) => fact.type !== "missing")
      .map((fact): PlanEntry => ({ path: fact.real, access: "read", reason: "install" })),
  ];
}

function topEntries(
  profile: Profile,
  surroundings: Surroundings,
  requested: RequestedEntries,
  notes: PlanNote[],
): readonly PlanEntry[] {
  const entries: PlanEntry[] = [];
  const privateTmp = profile.tmp !== "shared" && surroundings.privateTmp !== undefined;
  for (const root of requested.roots) {
    if (!root.directory || root.disk || (root.tmp && privateTmp) || isGitDir(root.path, surroundings))
      continue;
    for (const { name, reason, file } of namesAtTop(root.path, surroundings.homes)) {
      if (root.tmp && reason === "auto-run") continue;
      const path = root.path === "/" ? `/${name}` : `${root.path}/${name}`;
      if (requested.opened.includes(path)) continue;
      if (name === ".git" && profile.git === "write") continue;
      const fact = factOf(surroundings, path);
      if (fact.type === "missing" && requested.opened.some((opened) => isWithin(opened, path))) continue;
      if (fact.links.includes(path)) {
        refuseLink(path, fact.real, profile, notes);
        continue;
      }
      const missing = fact.type === "missing" ? { missing: true, ...(file ? { file } : {}) } : {};
      entries.push({ path, access: "read", reason, ...missing });
    }
  }
  return entries;
}

/** A link at a protected name can be replaced from inside; no mount holds it. */
function refuseLink(path: string, target: string, profile: Profile, notes: PlanNote[]): void {
  const text = `${path} is a link (to ${target}) that the command could replace`;
  if (!profile.accept?.includes("fs.write.protected")) {
    throw new SandboxError("protected-symlink", `cannot protect ${text}`, {
      fix: `replace the link by the folder itself, or accept the loss with accept = ["fs.write.protected"]`,
    });
  }
  notes.push({ code: "link-unprotected", text, path });
}

function isGitDir(path: string, surroundings: Surroundings): boolean {
  return surroundings.gitDirs.includes(path);
}

/** Whether the profile opened this git path: itself, or the git directory it lies in. */
function isOpened(path: string, surroundings: Surroundings, requested: RequestedEntries): boolean {
  return requested.opened.some(
    (opened) =>
      opened === path ||
      (isWithin(path, opened) && (isGitDir(opened, surroundings) || opened.endsWith("/.git"))),
  );
}

function gitEntries(
  profile: Profile,
  surroundings: Surroundings,
  requested: RequestedEntries,
): readonly PlanEntry[] {
  const hasRoot = requested.roots.length > 0;
  const dirs = surroundings.gitDirs
    .filter((path) => hasRoot && !isOpened(path, surroundings, requested))
    .map((path): PlanEntry => ({ path, access: profile.git === "write" ? "write" : "read", reason: "git" }));
  const found = surroundings.git
    .filter(({ path }) => !isOpened(path, surroundings, requested))
    .filter(({ path }) => profile.git !== "write" || !surroundings.gitDirs.some((dir) => isWithin(path, dir)))
    .map(
      ({ path, missing }): PlanEntry => ({
        path,
        access: "read",
        reason: "git",
        ...(missing ? { missing: true } : {}),
      }),
    );
  return [...dirs, ...found];
}

function hiddenEntries(
  profile: Profile,
  surroundings: Surroundings,
  requested: RequestedEntries,
): readonly PlanEntry[] {
  const homes = [
    surroundings.paddockHome,
    ...(surroundings.codexHome === undefined ? [] : [surroundings.codexHome]),
  ];
  const hidden: PlanEntry[] = homes
    .map((path) => factOf(surroundings, path))
    .filter((fact) => fact.type !== "missing")
    .map((fact) => ({ path: fact.real, access: "deny", reason: "home" }));
  if (profile.secrets === "readable") return hidden;
  const opens = requested.opened.filter((path) => path !== "/" && !surroundings.homes.includes(path));
  const isKept = (secret: FoundPath): boolean => !opens.some((path) => isWithin(secret.path, path));
  return [
    ...hidden,
    ...surroundings.secrets
      .filter(isKept)
      .map(({ path }): PlanEntry => ({ path, access: "deny", reason: "secret" })),
  ];
}
