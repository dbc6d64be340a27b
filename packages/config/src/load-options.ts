import type { Locations } from "./locations.ts";
import type { RequirementText } from "./requirements/source.ts";
import type { CloudSurroundings } from "./sources/cloud.ts";
import type { Table } from "./table.ts";

/** What {@link loadConfig} needs to know. */
export interface LoadOptions {
  /** Folder that the session works in; absolute. */
  readonly cwd: string;
  /** Variables of the environment; HOME and PADDOCK_HOME (CODEX_HOME under compat) are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `-c key=value`, in order. */
  readonly set?: readonly string[];
  /** `-p NAME`: adds NAME.config.toml above the user's file. */
  readonly profile?: string;
  /** Reads Codex's locations and gives Codex's defaults. Requirements of both products are in force. */
  readonly compat?: "codex";
  /** Overrides what is recorded about the project, for this session. */
  readonly trust?: "trusted" | "untrusted";
  /** Unknown keys in configuration files are errors. Default false. */
  readonly strict?: boolean;
  /** Settings made while running (a picker, a flag of a command, one turn); above every layer, below requirements. */
  readonly overrides?: Table;
  /** Defaults of the caller, below every layer. */
  readonly defaults?: Table;
  /** More requirements, from an embedder; combined with those of the machine, never in their place. */
  readonly sources?: readonly Omit<RequirementText, "kind">[];
  /** Other places, for tests and for embedders that bring their own. */
  readonly locations?: Partial<Locations>;
  /** How the policy server is reached. */
  readonly cloud?: Partial<CloudSurroundings>;
  /** Looks up line and column for every origin, not only where something is reported. Default false. */
  readonly positions?: boolean;
  /** Version that `required_minimum_version` is compared with. Default: this package's. */
  readonly version?: string;
  /** Name of this machine. Default: the system's. */
  readonly hostname?: string;
}
