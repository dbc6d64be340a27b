import { loadConfig } from "@paddock/config";
import { type CommandBoundary, paddockHome, resolveBoundary } from "@paddock/guard";
import type { CommandContext } from "../../cli/command.ts";
import { type Choice, MODES } from "./choice.ts";

/** `-P` names a profile, or one of the sandbox modes. */
function chosenPermissions(name: string): Readonly<Record<string, string>> {
  return MODES.some((mode) => mode === name) ? { sandbox_mode: name } : { default_permissions: name };
}

/** The boundary that the configuration asks for, clamped by requirements, with what the command line adds. */
export async function configuredBoundary(
  { env, globals }: CommandContext,
  cwd: string,
  choice: Choice,
): Promise<CommandBoundary> {
  const set = choice.mode === undefined ? globals.set : [...globals.set, `sandbox_mode="${choice.mode}"`];
  const compat = globals.compat === undefined ? {} : { compat: globals.compat };
  const effective = await loadConfig({
    cwd,
    env,
    set,
    strict: globals.strictConfig,
    ...(globals.profile === undefined ? {} : { profile: globals.profile }),
    ...compat,
    // Chosen through the configuration, so that requirements clamp `-P` like everything else.
    ...(choice.permissions === undefined ? {} : { overrides: chosenPermissions(choice.permissions) }),
  });
  return resolveBoundary(effective, { paddockHome: paddockHome(env), ...compat });
}
