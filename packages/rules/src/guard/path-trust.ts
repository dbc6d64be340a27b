import type { HostExecutables } from "../rule/host-executable.ts";
import { baseName, isInside, normalizePath } from "../rule/path.ts";
import { listedCanonically } from "../rule/resolve-match.ts";
import type { FiredGuard } from "./find-guards.ts";

/** Folders whose programs count as the system's when nobody can resolve paths. */
const SYSTEM_FOLDERS: ReadonlySet<string> = new Set([
  "/bin",
  "/sbin",
  "/usr/bin",
  "/usr/sbin",
  "/usr/local/bin",
  "/usr/local/sbin",
  "/opt/homebrew/bin",
  "/run/current-system/sw/bin",
]);
/** Builtins of every shell; no file is looked up for them. */
const BUILTINS: ReadonlySet<string> = new Set([
  ":",
  "cd",
  "echo",
  "false",
  "printf",
  "pwd",
  "test",
  "true",
  "[",
  "type",
  "wait",
  "exit",
  "return",
]);

/** What decides whether a program is the one that a bare name means. */
export interface PathSurroundings {
  /** Finds a name on PATH, or takes a path; returns the real path, links followed. */
  readonly resolveProgram?: ((name: string) => string | undefined) | undefined;
  readonly writableRoots?: readonly string[] | undefined;
  readonly hosts: HostExecutables;
}

/** A program as the rules of bare names see it. */
export type TrustedProgram =
  | { readonly kind: "trusted"; readonly name: string; readonly path?: string }
  | { readonly kind: "untrusted"; readonly guard: FiredGuard };

/**
 * Says under which bare name a program may use allow rules. A path counts only when it is absolute, resolved, and
 * outside every writable root; a bare name only when what PATH gives for it is.
 */
export function trustProgram(program: string, surroundings: PathSurroundings): TrustedProgram {
  const refuse = (reason: string): TrustedProgram => ({
    kind: "untrusted",
    guard: { flag: program, reason },
  });
  const { resolveProgram, hosts, writableRoots } = surroundings;
  if (!program.includes("/")) {
    if (BUILTINS.has(program) || resolveProgram === undefined) return { kind: "trusted", name: program };
    const path = resolveProgram(program);
    if (path === undefined) return { kind: "trusted", name: program };
    const listed = hosts.get(program) ?? listedCanonically(hosts, program);
    if (listed !== undefined && !listed.has(normalizePath(path)))
      return refuse(`is ${path} here, which host_executable does not list`);
    if (liesInside(path, writableRoots))
      return refuse(`is ${path} here, which lies in a folder that commands may write`);
    return { kind: "trusted", name: program, path };
  }
  if (!program.startsWith("/"))
    return refuse("is a path relative to the working directory; a bare-name rule does not cover it");
  if (normalizePath(program) !== program)
    return refuse("is not a plain absolute path; a bare-name rule does not cover it");
  const name = baseName(program);
  const listed = hosts.get(name) ?? listedCanonically(hosts, name);
  if (listed !== undefined && !listed.has(program))
    return refuse("is not among the paths that host_executable lists");
  if (liesInside(program, writableRoots)) return refuse("lies in a folder that commands may write");
  if (resolveProgram !== undefined) {
    const real = resolveProgram(program);
    if (real === undefined) return refuse("is no program that can be found");
    if (liesInside(real, writableRoots))
      return refuse(`is ${real}, which lies in a folder that commands may write`);
  }
  const folder = program.slice(0, program.lastIndexOf("/"));
  if (listed === undefined && !SYSTEM_FOLDERS.has(folder))
    return refuse("lies outside the system's program folders");
  return { kind: "trusted", name, path: program };
}

function liesInside(path: string, roots: readonly string[] | undefined): boolean {
  return (roots ?? []).some((root) => isInside(normalizePath(path), root));
}
