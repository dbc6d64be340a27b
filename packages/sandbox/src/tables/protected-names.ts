/**
 * Names that no run may write at the top of a writable root, existing or not: they hold what git, the agents and the
 * cloud tools of the host obey. Measured on Codex 0.169.0 (which protects all but `.paddock`).
 */
export const PROTECTED_NAMES: readonly string[] = [".git", ".agents", ".codex", ".paddock", ".aws"];
