import type { Profile } from "@paddock/sandbox";
import type { Boundary } from "./boundary.ts";
import { DEFAULT_ENVIRONMENT } from "./environment.ts";

/** The part of a boundary that one command needs. */
export type CommandBoundary = Pick<Boundary, "profile" | "networkPolicy" | "environment" | "notices">;

/** What both modes have in common. */
const PROFILE = {
  git: "commit",
  tmp: "private",
  secrets: "hidden",
  unixSockets: [],
  ports: [],
  limits: {},
  allowPtrace: false,
  allowNestedSandbox: false,
  accept: [],
  require: [],
  entries: [],
  network: { kind: "off" },
} as const satisfies Omit<Profile, "name" | "mode">;

const WRITABLE = { writableRoots: [], excludeSlashTmp: false, excludeTmpdirEnvVar: false } as const;

/**
 * What `resolveBoundary` makes of a configuration in which nobody said anything (`isUnconfigured`), written down, so that
 * a program that runs one command need not load what reads, merges, clamps and translates. A test holds the two together.
 *
 * @param mode The mode that was asked for. Default `read-only`, as for every unknown project.
 */
export function unconfiguredBoundary(mode: "read-only" | "workspace-write" = "read-only"): CommandBoundary {
  return {
    profile: { ...PROFILE, name: mode, mode, ...(mode === "workspace-write" ? WRITABLE : {}) },
    networkPolicy: {
      enabled: false,
      mode: "full",
      domains: [],
      ports: [],
      addresses: [],
      nat64Prefixes: [],
      key: "features.network_proxy",
      allowLocalBinding: false,
    },
    environment: DEFAULT_ENVIRONMENT,
    notices: [],
  };
}
