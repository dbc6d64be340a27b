import { SandboxError } from "./error.ts";
import { isWithin, parentOf } from "./path/lexical.ts";
import type { Surroundings } from "./surroundings.ts";

/** A writable root as the refusals see it. */
export interface CandidateRoot {
  /** Canonical. */
  readonly path: string;
  /** One of the session's own workspace roots, rather than a root that the configuration lists. */
  readonly workspace: boolean;
  /** `:root` was made writable in so many words. */
  readonly disk: boolean;
}

/**
 * Refuses writable roots that would hand over more than a workspace: the whole disk, a home, PADDOCK_HOME or Paddock's
 * own install.
 *
 * @throws {SandboxError} `workspace-refused`, `home-in-root` or `home-unsafe`.
 */
export function refuseUnsafeRoots(roots: readonly CandidateRoot[], surroundings: Surroundings): void {
  if (surroundings.homeUnsafe !== undefined) {
    throw new SandboxError("home-unsafe", `${surroundings.paddockHome}: ${surroundings.homeUnsafe}`, {
      fix: `chown it to yourself and chmod go-w ${surroundings.paddockHome}, or set PADDOCK_HOME to a folder of your own`,
    });
  }
  for (const root of roots) {
    if (!root.disk) refuseRoot(root, surroundings);
  }
}

function refuseRoot(root: CandidateRoot, surroundings: Surroundings): void {
  const { path } = root;
  const refuse = (why: string): never => {
    throw new SandboxError("workspace-refused", `${path} cannot be a writable root: ${why}`, {
      fix: "go to a project folder, or use --mode read-only",
    });
  };
  if (path === "/") refuse("it is the whole disk");
  if (root.workspace) {
    const home = surroundings.homes.find((candidate) => isWithin(candidate, path));
    if (home !== undefined) refuse(home === path ? "it is a home" : `it holds the home ${home}`);
  }
  const fact = surroundings.facts[surroundings.paddockHome];
  const home = fact?.real ?? surroundings.paddockHome;
  const link = fact?.links.find((candidate) => isWithin(parentOf(candidate), path));
  if (link !== undefined) {
    throw new SandboxError(
      "home-in-root",
      `the way to Paddock's own folder leads over the link ${link} in the writable root ${path}`,
      {
        fix: `set PADDOCK_HOME to ${home} itself`,
      },
    );
  }
  if (isWithin(path, home)) refuse(`it lies in Paddock's own folder ${home}`);
  if (isWithin(home, path)) {
    throw new SandboxError("home-in-root", `Paddock's own folder ${home} lies in the writable root ${path}`, {
      fix: "set PADDOCK_HOME to a folder outside, or choose a smaller root",
    });
  }
  const install = surroundings.install.find((part) => isWithin(path, part));
  if (install !== undefined) refuse(`it is part of Paddock's own install (${install})`);
}
