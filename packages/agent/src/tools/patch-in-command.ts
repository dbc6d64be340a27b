/** A patch that a command line would hand to `apply_patch`, and the folder that it changes to before. */
export interface PatchInCommand {
  readonly patch: string;
  readonly cwd?: string;
}

const call =
  /^\s*(?:cd\s+(?<cwd>'[^']*'|[\w./-]+)\s*&&\s*)?apply_patch\s*<<\s*(?<quote>['"]?)(?<end>\w+)\k<quote>[ \t]*\n(?<patch>[\s\S]*?)\n\k<end>\s*$/;

/**
 * Finds the patch in `apply_patch <<'EOF' ... EOF`, the way in which many models edit files although there is a tool for
 * it. Nothing else may stand in the command; without quotes around the end word the shell would change what it expands.
 */
export function patchInCommand(script: string): PatchInCommand | undefined {
  const { cwd, quote, patch } = call.exec(script)?.groups ?? {};
  if (patch === undefined || !patch.startsWith("*** Begin Patch")) return undefined;
  if (quote === "" && /[$`\\]/.test(patch)) return undefined;
  return { patch, ...(cwd === undefined ? {} : { cwd: cwd.replace(/^'(.*)'$/, "$1") }) };
}
