import { lstatSync } from "node:fs";
import { resolve } from "node:path";
import { digestAction } from "@paddock/approvals";
import type { Verdict } from "@paddock/rules";
import { fileState } from "./file-state.ts";
import type { NormalAction } from "./normalise.ts";
import { followLinks } from "./placement.ts";
import { resolveProgram } from "./program.ts";

function folderState(path: string): string {
  try {
    const info = lstatSync(followLinks(path), { bigint: true });
    return `${info.dev}:${info.ino}`;
  } catch {
    return "missing";
  }
}

/**
 * The digest that a question and its answer are bound to: the exact action and what it refers to (programs, scripts,
 * working directory, boundary). Computed again before the action runs; a difference means that the answer was given
 * for something else. Only files that the rules engine found to decide what runs are read. `states` holds those that
 * were read already, by real path: what was read then is what counts.
 */
export function bindingDigest(
  action: NormalAction,
  verdict: Verdict | undefined,
  surroundings: { readonly path: string; readonly policy: string },
  states: ReadonlyMap<string, string> = new Map(),
): string {
  const { ids: _ids, ...exact } = action;
  const state = (real: string): string => states.get(real) ?? fileState(real);
  const programs = (verdict?.segments ?? []).flatMap(({ argv: [name = ""] }) => {
    const program = resolveProgram(name, surroundings.path, action.cwd);
    // A name that stands for no program yet is bound as such: one that appears later is another program.
    return [{ path: program ?? name, digest: program === undefined ? null : state(program) }];
  });
  const files = (verdict?.refersTo ?? []).map((file) => {
    const path = followLinks(resolve(action.cwd, file));
    return { path, digest: state(path) };
  });
  return digestAction({
    action: exact,
    cwd: folderState(action.cwd),
    files: [...programs, ...files],
    permissions: surroundings.policy,
  });
}
