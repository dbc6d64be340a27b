import { inspectSurroundings } from "../inspect/inspect-surroundings.ts";
import type { SandboxPlan } from "../plan.ts";
import type { Profile } from "../profile.ts";
import { resolvePlan } from "../resolve.ts";
import type { Surroundings } from "../surroundings.ts";
import { type MemoryTree, memoryView } from "./memory-view.ts";

/** A machine in memory, for tests of plans. */
export interface MemoryMachine {
  /** Objects by absolute path. */
  readonly tree: MemoryTree;
  /** Default `/project`. */
  readonly roots?: readonly string[];
  /** Default empty. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default none. */
  readonly install?: readonly string[];
  /** Default `/home/me/.paddock`. */
  readonly paddockHome?: string;
  /** Default a folder in PADDOCK_HOME; null for none. */
  readonly privateTmp?: string | null;
  /** Default empty. */
  readonly mountinfo?: string;
}

/** Surroundings of a machine in memory: home /home/me, workspace /project, a private tmp unless told otherwise. */
export async function memorySurroundings(profile: Profile, machine: MemoryMachine): Promise<Surroundings> {
  const privateTmp = machine.privateTmp === undefined ? "/home/me/.paddock/run/1/tmp" : machine.privateTmp;
  return await inspectSurroundings({
    roots: machine.roots ?? ["/project"],
    profile,
    env: machine.env ?? {},
    home: "/home/me",
    paddockHome: machine.paddockHome ?? "/home/me/.paddock",
    install: machine.install ?? [],
    ...(privateTmp === null ? {} : { privateTmp }),
    view: memoryView({ "/project": null, "/tmp": null, "/home/me/.paddock": null, ...machine.tree }),
    mountinfo: machine.mountinfo ?? "",
    uid: 1000,
  });
}

/** The plan of a profile on a machine in memory. */
export async function memoryPlan(profile: Profile, machine: MemoryMachine): Promise<SandboxPlan> {
  return resolvePlan(profile, await memorySurroundings(profile, machine));
}
