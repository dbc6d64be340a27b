import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadRules, type RuleSet } from "@paddock/rules";
import type { Boundary } from "./boundary.ts";
import { GuardError } from "./guard-error.ts";

/** Rule files of one folder: regular files directly in it whose extension is exactly `rules`, sorted; links do not count. */
function ruleFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".rules") && entry.name !== ".rules")
      .map((entry) => join(folder, entry.name))
      .sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    const message = `the rules folder ${folder} cannot be read: ${(cause as Error).message}; fix its permissions or remove it`;
    throw new GuardError("bad-config", message, { cause });
  }
}

/**
 * Loads the rules of every folder that counts, and the managed ones.
 *
 * @throws {GuardError} `bad-config` when a folder or file cannot be read. A file with a mistake in it is a problem of the
 * rule set, not an error: it fails closed there.
 */
export function readRules(boundary: Boundary): RuleSet {
  const { folders, managed } = boundary.ruleSources;
  const files = folders.flatMap(({ path: folder, layer }) =>
    ruleFiles(join(folder, "rules")).map((path) => ({ path, layer, text: readFileSync(path, "utf8") })),
  );
  return loadRules(files, { managed, ...(boundary.compat ? { compat: boundary.compat } : {}) });
}
