import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { RuleEdit } from "../amend/edit.ts";
import type { RuleFile } from "../rule/rule-file.ts";
import { RulesError } from "../rules-error.ts";
import { withFileLock } from "./lock.ts";

/**
 * Reads the rule files of a folder: regular files directly in it whose extension is exactly `rules`, sorted by path.
 * Links and sub-folders do not count; a missing folder is empty.
 *
 * @throws RulesError with code `io` where the folder or a file cannot be read.
 */
export function readRuleFolder(folder: string, layer: string): readonly RuleFile[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".rules") && entry.name !== ".rules")
      .map(({ name }) => join(folder, name))
      .sort()
      .map((path) => ({ path, layer, text: decodeRules(readFileSync(path), path) }));
  } catch (cause) {
    if (cause instanceof RulesError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new RulesError("io", `${folder}: ${(cause as Error).message}`, cause);
  }
}

/**
 * Decodes the bytes of a rule file.
 *
 * @throws RulesError with code `io` where they are no UTF-8: a rule that is not read as written would not mean what
 * it says.
 */
export function decodeRules(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new RulesError("io", `the rule file ${path} is not UTF-8 text; save it as UTF-8`, cause);
  }
}

/** One step that can be undone: the text before, and the digest of the text after. */
interface Step {
  readonly before: string | null;
  readonly after: string;
}

const KEPT_STEPS = 20;

/**
 * Edits a rule file under its lock, in one step, and remembers how to undo it in `FILE.undo`.
 *
 * @throws RulesError with code `io` where the name is a link or anything but a plain file.
 */
export function editRuleFile(path: string, edit: (text: string) => RuleEdit): Promise<RuleEdit> {
  return withFileLock(path, () => {
    const before = readPlain(path);
    const result = edit(before ?? "");
    if (result.kind !== "changed") return result;
    writeSteps(
      path,
      [...readSteps(path), { before: before ?? null, after: digest(result.text) }].slice(-KEPT_STEPS),
    );
    replaceFile(path, result.text);
    return result;
  });
}

/** Takes back the last edit of a rule file; refuses where the file has changed since. */
export function undoRuleEdit(path: string): Promise<RuleEdit> {
  return withFileLock(path, (): RuleEdit => {
    const steps = readSteps(path);
    const last = steps.at(-1);
    if (last === undefined) return { kind: "refused", why: "there is nothing to undo" };
    const now = readPlain(path);
    if (now === undefined || digest(now) !== last.after)
      return { kind: "refused", why: `${path} has changed since` };
    writeSteps(path, steps.slice(0, -1));
    if (last.before === null) unlinkSync(path);
    else replaceFile(path, last.before);
    return { kind: "changed", text: last.before ?? "", lines: [] };
  });
}

function readPlain(path: string): string | undefined {
  const info = lstatSync(path, { throwIfNoEntry: false });
  if (info === undefined) return undefined;
  if (!info.isFile()) throw new RulesError("io", `${path} is not a plain file, so it is not edited`);
  return readFileSync(path, "utf8");
}

function readSteps(path: string): readonly Step[] {
  const text = readPlain(`${path}.undo`);
  if (text === undefined) return [];
  try {
    const steps: unknown = JSON.parse(text);
    return Array.isArray(steps) ? (steps as readonly Step[]) : [];
  } catch {
    return [];
  }
}

function writeSteps(
  path: string,
  steps: readonly { readonly before: string | null; readonly after: string }[],
): void {
  replaceFile(`${path}.undo`, `${JSON.stringify(steps)}\n`);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function replaceFile(path: string, text: string): void {
  readPlain(path);
  const temporary = join(dirname(path), `.${randomBytes(6).toString("hex")}.tmp`);
  const handle = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(temporary, path);
  } catch (cause) {
    unlinkSync(temporary);
    throw new RulesError("io", `${path}: ${(cause as Error).message}`, cause);
  }
}
