/**
 * What to pretend the kernel lacks. Only a helper built with `--test` understands it; a release build refuses the run.
 */
export interface Capabilities {
  /** Landlock ABI to report, 0 = none. */
  readonly landlock?: number;
  /** `false`: no user namespace can be made. */
  readonly userNamespaces?: false;
  /** `false`: user namespaces give no right to mount, as on some hardened hosts. */
  readonly mounts?: false;
}
