import { lstatSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { digestAction } from "@paddock/approvals";
import type { Verdict } from "@paddock/rules";
import { sha256 } from "./digest.ts";
import type { NormalAction } from "./normalise.ts";
import { followLinks } from "./placement.ts";
import { resolveProgram } from "./program.ts";

/** Files larger than this are bound by identity, size and time instead of content. */
const HASH_LIMIT = 4 * 1024 * 1024;

/**
 * What one file is now: identity and, for a regular file of moderate size, content. Only files that the rules engine
 * found to decide what runs (programs with a slash, script operands) get here.
 */
function fileState(path: string): string {
  try {
    const info = statSync(path, { bigint: true });
    const identity = `${info.dev}:${info.ino}:${info.size}:${info.mtimeNs}:${info.mode}`;
    if (!info.isFile() || info.size > HASH_LIMIT) return identity;
    return `${identity}:${sha256(readFileSync(path))}`;
  } catch {
    return "missing";
  }
}

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
 * for something else.
 */
export function bindingDigest(
  action: NormalAction,
  verdict: Verdict | undefined,
  surroundings: { readonly path: string; readonly policy: string },
): string {
  const { ids: _ids, ...exact } = action;
  const programs = (verdict?.segments ?? []).flatMap(({ argv: [name = ""] }) => {
    const program = resolveProgram(name, surroundings.path, action.cwd);
    // A name that stands for no program yet is bound as such: one that appears later is another program.
    return [{ path: program ?? name, digest: program === undefined ? null : fileState(program) }];
  });
  const files = (verdict?.refersTo ?? []).map((file) => {
    const path = resolve(action.cwd, file);
    return { path: followLinks(path), digest: fileState(path) };
  });
  return digestAction({
    action: exact,
    cwd: folderState(action.cwd),
    files: [...programs, ...files],
    permissions: surroundings.policy,
  });
}
