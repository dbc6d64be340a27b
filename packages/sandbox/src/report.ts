import type { Guarantee } from "./plan.ts";

/** A promise that does not hold for this run, and why. */
export interface LostGuarantee {
  /** Which promise. */
  readonly guarantee: Guarantee;
  /** `partial`: holds with exceptions; `none`: does not hold. */
  readonly level: "partial" | "none";
  /** A sentence for people. */
  readonly why: string;
  /** One line a person can act on. */
  readonly fix?: string;
}

/** What a backend really enforced. Never a bare boolean. */
export interface EnforcementReport {
  /** Version of this shape. */
  readonly v: 1;
  /** Name of the backend. */
  readonly backend: string;
  /** `full`: nothing was lost. */
  readonly enforcement: "full" | "partial" | "none";
  /** The promises that hold. */
  readonly guarantees: readonly Guarantee[];
  /** The promises that do not. */
  readonly lost: readonly LostGuarantee[];
  /** Facts about the surroundings, e.g. `landlockAbi: 7`. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** One thing the boundary refused, named. Text from inside is escaped before it gets here. */
export interface Denial {
  /** What refused. */
  readonly layer: "mount" | "landlock" | "seccomp" | "unix" | "proxy" | "backend";
  /** What was tried. */
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
  /** Name of the error that the command saw. */
  readonly errno?: string;
  /** Process inside, in the numbering of the host where it is known. */
  readonly pid?: number;
  /** Name of the program, escaped. */
  readonly program?: string;
  /** The plan entry that decides, when a path. */
  readonly entry?: string;
  /** A sentence for people, where what refused it gives one. */
  readonly why?: string;
}
