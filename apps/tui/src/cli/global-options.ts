import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { GlobalOptions } from "./command.ts";
import type { GlobalValues } from "./split-arguments.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Interprets the global options. `--compat` falls back to PADDOCK_COMPAT.
 *
 * @throws {UsageError} when a value is not one of those allowed or the folder does not exist.
 */
export function globalOptions(
  values: GlobalValues,
  surroundings: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): GlobalOptions {
  const last = (name: string): string | undefined => values[name]?.at(-1);
  const compat = last("compat") ?? (surroundings.env["PADDOCK_COMPAT"] || undefined);
  if (compat !== undefined && compat !== "codex")
    throw new UsageError(`--compat knows only "codex", and this is "${compat}"`);
  for (const set of values["config"] ?? [])
    if (!set.includes("=")) throw new UsageError(`-c ${set} has no "=": write -c key=value`);
  const when = last("color");
  if (when !== undefined && !["auto", "always", "never"].includes(when))
    throw new UsageError(`--color is auto, always or never, and this is "${when}"`);
  const cwd = resolve(surroundings.cwd, last("cd") ?? ".");
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`-C ${cwd}: there is no such folder`);
  const profile = last("profile");
  return {
    set: values["config"] ?? [],
    ...(profile === undefined ? {} : { profile }),
    ...(compat === undefined ? {} : { compat }),
    cwd,
    strictConfig: values["strict-config"] !== undefined,
    json: values["json"] !== undefined,
    linear: values["linear"] !== undefined,
  };
}
