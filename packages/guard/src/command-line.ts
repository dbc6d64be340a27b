import type { NormalAction } from "./normalise.ts";
import { resolveProgram } from "./program.ts";

/** The argument vector of a command: as given, or the script in a shell that reads no start-up file of the user. */
export function commandLine(action: Extract<NormalAction, { kind: "command" }>): readonly string[] {
  if (action.argv !== undefined) return action.argv;
  const shell = resolveProgram("/bin/bash", "") ? ["/bin/bash", "--norc", "--noprofile"] : ["/bin/sh"];
  return [...shell, "-c", action.script ?? ""];
}

/** A text search as a command: ripgrep where the host has it, grep otherwise. Runs inside the sandbox like any other. */
export function searchCommand(
  action: Extract<NormalAction, { kind: "search" }>,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const where = action.path ?? action.cwd;
  const ripgrep = resolveProgram("rg", env["PATH"] ?? "/usr/bin:/bin");
  if (ripgrep)
    return [
      ripgrep,
      "--no-config",
      "--line-number",
      "--no-heading",
      "--color=never",
      "--max-columns=400",
      "-e",
      action.pattern,
      "--",
      where,
    ];
  return [
    "grep",
    "-rnIE",
    "--exclude-dir=.git",
    "--exclude-dir=node_modules",
    "-e",
    action.pattern,
    "--",
    where,
  ];
}
