import { carveOuts } from "./carve-outs.ts";
import { SandboxError } from "./error.ts";
import { outlineProfile } from "./outline.ts";
import type { PlanEntry, PlanNote, SandboxPlan } from "./plan.ts";
import type { Profile } from "./profile.ts";
import { pruneEntries } from "./prune.ts";
import { refuseUnsafeRoots } from "./refuse.ts";
import { linkInside, requestedEntries } from "./requested.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Turns a profile and the facts about the machine into the flat plan that a backend applies. Pure: the same input gives
 * the same plan, and everything that needed looking is in `surroundings`.
 *
 * Protected names, auto-run names and what the host's git obeys are carved out of every writable root; secrets,
 * PADDOCK_HOME and CODEX_HOME are hidden; Paddock's own install is read-only. A profile entry that names a protected
 * path itself opens it.
 *
 * @throws {SandboxError} when no honest plan exists: a workspace that must not be one, a protected name behind a link, a
 * deny glob whose walk hit a limit, PADDOCK_HOME inside a writable root.
 */
export function resolvePlan(profile: Profile, surroundings: Surroundings): SandboxPlan {
  const common = {
    v: 1 as const,
    mode: profile.mode,
    roots: surroundings.roots,
    ...(profile.ports !== undefined && profile.ports.length > 0 ? { ports: profile.ports } : {}),
    unixSockets: profile.unixSockets ?? [],
    limits: profile.limits ?? {},
    ...(profile.allowPtrace === undefined ? {} : { allowPtrace: profile.allowPtrace }),
    ...(profile.allowNestedSandbox === undefined ? {} : { allowNestedSandbox: profile.allowNestedSandbox }),
    nameDenials: false,
    require: profile.require ?? [],
    accept: profile.accept ?? [],
  };
  if (profile.mode === "danger-full-access") {
    const whole: PlanEntry = { path: "/", access: "write", reason: "root" };
    return { ...common, reads: "full", entries: [whole], network: { kind: "host" } };
  }
  const notes: PlanNote[] = surroundings.notes.map((text) => ({ code: "inspection", text }));
  const outline = outlineProfile(profile, surroundings);
  const privateTmp = profile.tmp === "shared" ? undefined : surroundings.privateTmp;
  const tmp = profile.tmp === "shared" ? "shared" : privateTmp === undefined ? "missing" : "private";
  const requested = requestedEntries(outline, surroundings, notes, tmp);
  const hostRoots = requested.roots.filter((root) => !(root.tmp && tmp === "private"));
  const unixSockets = listedSockets(
    profile,
    surroundings,
    hostRoots.map((root) => root.path),
  );
  refuseUnsafeRoots(hostRoots, surroundings);
  const listed =
    profile.mode === "profile" && !outline.some((entry) => entry.disk && entry.access !== "deny");
  const entries = pruneEntries(
    withAliases([...requested.entries, ...carveOuts(profile, surroundings, requested, notes)], surroundings),
    { reads: listed ? "listed" : "full", privateTmp: privateTmp !== undefined },
  );
  return {
    ...common,
    unixSockets,
    reads: listed ? "listed" : "full",
    entries,
    ...(privateTmp !== undefined && entries.some((entry) => entry.reason === "tmp") ? { privateTmp } : {}),
    network: profile.network.kind === "proxy" ? { kind: "proxy", ports: [] } : { kind: profile.network.kind },
    ...(notes.length > 0 ? { notes } : {}),
  };
}

/**
 * The listed sockets with every link followed, so that a backend need follow none. Behind a link in a writable root a
 * command could put any socket of the host.
 */
function listedSockets(
  profile: Profile,
  surroundings: Surroundings,
  roots: readonly string[],
): readonly string[] {
  return (profile.unixSockets ?? []).map((path) => {
    const fact = path.startsWith("/") ? surroundings.facts[path] : undefined;
    if (fact === undefined) return path;
    const link = linkInside(fact, roots);
    if (link === undefined) return fact.real;
    throw new SandboxError(
      "socket-link",
      `the socket ${path} cannot be listed: a command could replace the link ${link}`,
      { fix: `name ${fact.real} itself` },
    );
  });
}

/** A denied object is denied under every path that shows it. */
function withAliases(entries: readonly PlanEntry[], surroundings: Surroundings): readonly PlanEntry[] {
  return entries.flatMap((entry) => {
    if (entry.access !== "deny" || entry.missing) return [entry];
    return [entry, ...(surroundings.aliases[entry.path] ?? []).map((path) => ({ ...entry, path }))];
  });
}
