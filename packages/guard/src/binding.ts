import { lstatSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Verdict } from "@paddock/rules";
import { canonicalJson, sha256 } from "./digest.ts";
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
  const names = (verdict?.segments ?? []).map((segment) => segment.argv[0] ?? "");
  const programs = names.map((name) => resolveProgram(name, surroundings.path) ?? "");
  const files = (verdict?.refersTo ?? []).map((file) => resolve(action.cwd, file));
  return sha256(
    canonicalJson({
      action: exact,
      cwd: folderState(action.cwd),
      programs: programs.map((program) => (program === "" ? "" : `${program}=${fileState(program)}`)),
      files: files.map((file) => `${followLinks(file)}=${fileState(file)}`),
      policy: surroundings.policy,
    }),
  );
}
