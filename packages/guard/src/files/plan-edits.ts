import { dirname } from "node:path";
import type { FileVerb } from "@paddock/sandbox";
import { sha256 } from "../digest.ts";
import { applyChunks } from "../patch/apply-chunks.ts";
import type { PatchOperation } from "../patch/parse-patch.ts";

/** A file as it was before the patch. */
export interface OldFile {
  readonly data: Uint8Array;
  /** Permission bits, where they are known. */
  readonly mode?: number;
}

/** One file's part of a patch: what does it, and what takes it back. */
export interface Edit {
  readonly verbs: readonly FileVerb[];
  readonly undo: readonly FileVerb[];
  readonly touched: { readonly path: string; readonly change: "added" | "changed" | "deleted" };
}

/** The edits of a patch, or why there can be none. */
export type PlannedEdits =
  | { readonly ok: true; readonly edits: readonly Edit[] }
  | { readonly ok: false; readonly message: string };

const BYTE_ORDER_MARK = "\ufeff";

function addition(path: string, data: Uint8Array, mode: number | undefined): Pick<Edit, "verbs" | "undo"> {
  return {
    verbs: [
      { verb: "mkdir", path: dirname(path), parents: true },
      { verb: "write", path, data, ifDigest: null, ...(mode === undefined ? {} : { mode }) },
    ],
    undo: [{ verb: "unlink", path }],
  };
}

/** The text of a file, or undefined for bytes that would not survive being read as text and written back. */
function textOf(data: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return undefined;
  }
}

function changed(
  operation: Extract<PatchOperation, { kind: "update" }>,
  old: Uint8Array,
): { readonly data: Uint8Array } | { readonly message: string } {
  const text = textOf(old);
  if (text === undefined)
    return { message: `${operation.path}: it is no UTF-8 text, so a patch cannot change it` };
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const applied = applyChunks(text.slice(mark.length), operation.chunks);
  if (!applied.ok) return { message: `${operation.path}: chunk ${applied.chunk}: ${applied.message}` };
  return { data: new TextEncoder().encode(mark + applied.content) };
}

/** The first path that two operations are about; what the second finds would depend on the first. */
function namedTwice(
  operations: readonly PatchOperation[],
  path: (given: string) => string,
): string | undefined {
  const seen = new Set<string>();
  for (const operation of operations) {
    const names = [path(operation.path)];
    if (operation.kind === "update" && operation.moveTo !== undefined) names.push(path(operation.moveTo));
    for (const name of names) {
      if (seen.has(name)) return name;
      seen.add(name);
    }
  }
  return undefined;
}

/**
 * Works a whole patch out before anything is written. Every verb that changes a file names what the file must be, and so
 * does every verb that takes it back: neither overwrites what somebody else wrote meanwhile.
 */
export function planEdits(
  operations: readonly PatchOperation[],
  path: (given: string) => string,
  before: ReadonlyMap<string, OldFile>,
): PlannedEdits {
  const twice = namedTwice(operations, path);
  if (twice !== undefined) {
    return { ok: false, message: `${twice} is named more than once; put its changes into one section` };
  }
  const edits: Edit[] = [];
  for (const operation of operations) {
    const target = path(operation.path);
    if (operation.kind === "add") {
      const data = new TextEncoder().encode(operation.content);
      edits.push({ ...addition(target, data, undefined), touched: { path: target, change: "added" } });
      continue;
    }
    const { data: old, mode } = before.get(target) as OldFile;
    const bits = mode === undefined ? {} : { mode };
    const putBack: FileVerb = { verb: "write", path: target, data: old, ifDigest: null, ...bits };
    if (operation.kind === "delete") {
      const touched = { path: target, change: "deleted" } as const;
      edits.push({ verbs: [{ verb: "unlink", path: target }], undo: [putBack], touched });
      continue;
    }
    const result = changed(operation, old);
    if ("message" in result) return { ok: false, message: result.message };
    const { data } = result;
    if (operation.moveTo === undefined) {
      const verbs: readonly FileVerb[] = [{ verb: "write", path: target, data, ifDigest: sha256(old) }];
      const undo: readonly FileVerb[] = [{ ...putBack, ifDigest: sha256(data) }];
      edits.push({ verbs, undo, touched: { path: target, change: "changed" } });
      continue;
    }
    const to = path(operation.moveTo);
    const { verbs, undo } = addition(to, data, mode);
    edits.push({
      verbs: [...verbs, { verb: "unlink", path: target }],
      undo: [putBack, ...undo],
      touched: { path: to, change: "changed" },
    });
  }
  return { ok: true, edits };
}
