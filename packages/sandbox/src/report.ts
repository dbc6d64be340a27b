import type { Guarantee } from "./plan.ts";

/** A promise that does not hold for this run, and why. */
export interface LostGuarantee {
  readonly guarantee: Guarantee;
  readonly level: "partial" | "none";
  readonly why: string;
  /** One line a person can act on. */
  readonly fix?: string;
}

/** What a backend really enforced. Never a bare boolean. */
export interface EnforcementReport {
  readonly v: 1;
  readonly backend: string;
  readonly enforcement: "full" | "partial" | "none";
  readonly guarantees: readonly Guarantee[];
  readonly lost: readonly LostGuarantee[];
  /** Facts about the surroundings, e.g. `landlockAbi: 7`. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** One thing the boundary refused, named. Text from inside is escaped before it gets here. */
export interface Denial {
  readonly layer: "mount" | "landlock" | "seccomp" | "unix" | "proxy" | "backend";
  readonly operation:
    | "write"
    | "create"
    | "delete"
    | "rename"
    | "read"
    | "connect"
    | "bind"
    | "exec"
    | "other";
  /** Absolute path, `host:port` or socket name. */
  readonly object: string;
  readonly errno?: string;
  readonly pid?: number;
  readonly program?: string;
  /** The plan entry that decides, when a path. */
  readonly entry?: string;
}
