/** What {@link RuleSet.check} may know of the surroundings. */
export interface CheckOptions {
  /** Folder in which the command would run. */
  readonly cwd?: string;
  /** Home folder of the user. */
  readonly home?: string;
  /** Finds a name on PATH, or takes an absolute path; returns the real path with links followed, or undefined. */
  readonly resolveProgram?: (name: string) => string | undefined;
  /** Folders that a command may write; a program in one of them is never the one that a bare name means. */
  readonly writableRoots?: readonly string[];
  /** `off`: allow rules cover every flag, as in Codex. Default `on`; under compat always `off`. */
  readonly guards?: "on" | "off";
  /** Treats the commands of the known-safe table as allowed. Default false; never under compat. */
  readonly knownSafe?: boolean;
}
