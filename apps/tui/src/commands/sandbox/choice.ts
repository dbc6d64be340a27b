/** The modes that `--mode` can name. */
export const MODES = ["read-only", "workspace-write", "danger-full-access"] as const;

/** What the flags of the command say. */
export interface Choice {
  readonly mode?: (typeof MODES)[number];
  readonly permissions?: string;
  readonly reportFile?: string;
}
