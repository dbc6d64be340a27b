import { dirname, join, resolve } from "node:path";
import type { Backend, FileResult, FileVerb, SandboxPlan } from "@paddock/sandbox";
import { clip } from "./clip.ts";
import { sha256 } from "./digest.ts";
import type { NormalAction } from "./normalise.ts";
import { applyChunks } from "./patch/apply-chunks.ts";
import { type PatchOperation, parsePatch } from "./patch/parse-patch.ts";

/** How a file action ended: text for the model, or what stopped it. */
export type FileOutcome =
  | {
      readonly kind: "done";
      readonly text: string;
      readonly touched: readonly {
        readonly path: string;
        readonly change: "added" | "changed" | "deleted";
      }[];
      readonly digest?: string;
    }
  /** The sandbox said no; nothing was changed. */
  | {
      readonly kind: "blocked";
      readonly path: string;
      readonly errno: string;
      readonly operation: "read" | "write";
      readonly text: string;
    }
  /** It could not be done for a reason that has nothing to do with the boundary; nothing was changed. */
  | { readonly kind: "failed"; readonly text: string };

/** Characters of a file or listing that a model gets at most. */
const KEEP = 60_000;
/** errno names by which a kernel says that the boundary, not the file system, refuses. */
const REFUSALS = new Set(["EACCES", "EPERM", "EROFS", "EXDEV", "ELOOP"]);

type FileAction = Extract<NormalAction, { kind: "read" | "list" | "write" | "patch" }>;
type Refused = Extract<FileResult, { ok: false }>;

function refused(result: Refused, operation: "read" | "write"): FileOutcome {
  const { path, errno, message } = result;
  if (REFUSALS.has(errno))
    return {
      kind: "blocked",
      path,
      errno,
      operation,
      text: `${operation} of ${path} was blocked: ${message}`,
    };
  return { kind: "failed", text: `${path}: ${message}` };
}

async function readAction(
  backend: Backend,
  plan: SandboxPlan,
  action: Extract<FileAction, { kind: "read" }>,
  signal: AbortSignal,
): Promise<FileOutcome> {
  const [result] = await backend.files(
    plan,
    [
      {
        verb: "read",
        path: action.path,
        ...(action.offset === undefined ? {} : { offset: action.offset }),
        ...(action.limit === undefined ? {} : { limit: action.limit }),
      },
    ],
    { signal },
  );
  if (!result) return { kind: "failed", text: `${action.path}: the sandbox gave no answer` };
  if (!result.ok) return refused(result, "read");
  const data = result.data ?? new Uint8Array();
  return {
    kind: "done",
    text: clip(new TextDecoder().decode(data), KEEP),
    touched: [],
    digest: result.digest ?? sha256(data),
  };
}

async function listAction(
  backend: Backend,
  plan: SandboxPlan,
  action: Extract<FileAction, { kind: "list" }>,
  signal: AbortSignal,
): Promise<FileOutcome> {
  const [result] = await backend.files(plan, [{ verb: "list", path: action.path }], { signal });
  if (!result) return { kind: "failed", text: `${action.path}: the sandbox gave no answer` };
  if (!result.ok) return refused(result, "read");
  // The sandbox holds names that must not come into being by placeholders; they are not in the folder.
  const held = new Set(plan.entries.flatMap((entry) => (entry.missing ? [entry.path] : [])));
  const names = (result.entries ?? [])
    .filter((entry) => !held.has(join(action.path, entry.name)))
    .map((entry) =>
      entry.type === "directory"
        ? `${entry.name}/`
        : entry.type === "symlink"
          ? `${entry.name}@`
          : entry.name,
    )
    .sort();
  return { kind: "done", text: names.length > 0 ? clip(names.join("\n"), KEEP) : "(empty)", touched: [] };
}

async function writeAction(
  backend: Backend,
  plan: SandboxPlan,
  action: Extract<FileAction, { kind: "write" }>,
  signal: AbortSignal,
): Promise<FileOutcome> {
  const data = new TextEncoder().encode(action.content);
  const [before, , result] = await backend.files(
    plan,
    [
      { verb: "stat", path: action.path },
      { verb: "mkdir", path: dirname(action.path), parents: true },
      {
        verb: "write",
        path: action.path,
        data,
        ...(action.ifDigest === undefined ? {} : { ifDigest: action.ifDigest }),
      },
    ],
    { signal },
  );
  if (!result) return { kind: "failed", text: `${action.path}: the sandbox gave no answer` };
  if (!result.ok) return refused(result, "write");
  return {
    kind: "done",
    text: `wrote ${action.path} (${data.length} bytes)`,
    touched: [{ path: action.path, change: before?.ok ? "changed" : "added" }],
    digest: sha256(data),
  };
}

type Change = "added" | "changed" | "deleted";

/** One file's part of a patch: what does it, and what takes it back. */
interface Edit {
  readonly verbs: readonly FileVerb[];
  readonly undo: readonly FileVerb[];
  readonly touched: { readonly path: string; readonly change: Change };
}

function addition(path: string, data: Uint8Array): Pick<Edit, "verbs" | "undo"> {
  return {
    verbs: [
      { verb: "mkdir", path: dirname(path), parents: true },
      { verb: "write", path, data, ifDigest: null },
    ],
    undo: [{ verb: "unlink", path }],
  };
}

/** Works a whole patch out before anything is written. */
function editsOf(
  operations: readonly PatchOperation[],
  path: (given: string) => string,
  before: ReadonlyMap<string, Uint8Array>,
): readonly Edit[] | string {
  const edits: Edit[] = [];
  for (const operation of operations) {
    const target = path(operation.path);
    if (operation.kind === "add") {
      const data = new TextEncoder().encode(operation.content);
      edits.push({ ...addition(target, data), touched: { path: target, change: "added" } });
      continue;
    }
    const old = before.get(target) as Uint8Array;
    const restore: FileVerb = { verb: "write", path: target, data: old };
    if (operation.kind === "delete") {
      const touched = { path: target, change: "deleted" } as const;
      edits.push({ verbs: [{ verb: "unlink", path: target }], undo: [restore], touched });
      continue;
    }
    const applied = applyChunks(new TextDecoder().decode(old), operation.chunks);
    if (!applied.ok)
      return `${operation.path}: chunk ${applied.chunk}: ${applied.message}; nothing was written`;
    const data = new TextEncoder().encode(applied.content);
    if (operation.moveTo === undefined) {
      const verbs: readonly FileVerb[] = [{ verb: "write", path: target, data, ifDigest: sha256(old) }];
      edits.push({ verbs, undo: [restore], touched: { path: target, change: "changed" } });
    } else {
      const to = path(operation.moveTo);
      const { verbs, undo } = addition(to, data);
      edits.push({
        verbs: [...verbs, { verb: "unlink", path: target }],
        undo: [restore, ...undo],
        touched: { path: to, change: "changed" },
      });
    }
  }
  return edits;
}

async function patchAction(
  backend: Backend,
  plan: SandboxPlan,
  action: Extract<FileAction, { kind: "patch" }>,
  signal: AbortSignal,
): Promise<FileOutcome> {
  const parsed = parsePatch(action.patch);
  if (!parsed.ok)
    return { kind: "failed", text: `the patch cannot be read: line ${parsed.line}: ${parsed.message}` };
  const path = (given: string): string => resolve(action.cwd, given);
  const sources = parsed.operations
    .filter((operation) => operation.kind !== "add")
    .map((operation) => path(operation.path));
  const reads =
    sources.length > 0
      ? await backend.files(
          plan,
          sources.map((source) => ({ verb: "read", path: source })),
          { signal },
        )
      : [];
  const before = new Map<string, Uint8Array>();
  for (const [index, result] of reads.entries()) {
    if (!result.ok) return refused(result, "read");
    before.set(sources[index] as string, result.data ?? new Uint8Array());
  }
  const edits = editsOf(parsed.operations, path, before);
  if (typeof edits === "string") return { kind: "failed", text: edits };
  const results = await backend.files(
    plan,
    edits.flatMap((edit) => edit.verbs),
    { atomic: true, signal },
  );
  const failed = results.find((result): result is Refused => !result.ok);
  if (failed) {
    await takeBack(backend, plan, edits, results.length - 1);
    return refused(failed, "write");
  }
  const letter = { added: "A", changed: "M", deleted: "D" } as const;
  return {
    kind: "done",
    text: edits.map(({ touched }) => `${letter[touched.change]} ${touched.path}`).join("\n"),
    touched: edits.map((edit) => edit.touched),
  };
}

/** Takes the edits back of which at least one verb was done, last first. Verbs that find nothing to undo do no harm. */
async function takeBack(
  backend: Backend,
  plan: SandboxPlan,
  edits: readonly Edit[],
  done: number,
): Promise<void> {
  const undo: FileVerb[] = [];
  let begun = 0;
  for (const edit of edits) {
    const writes = edit.verbs.filter((verb, index) => verb.verb !== "mkdir" && begun + index < done);
    if (writes.length > 0) undo.unshift(...edit.undo);
    begun += edit.verbs.length;
  }
  if (undo.length > 0) await backend.files(plan, undo);
}

/** Performs a file action inside the sandbox. The host process opens no path that the model named. */
export function performFileAction(
  backend: Backend,
  plan: SandboxPlan,
  action: FileAction,
  signal: AbortSignal,
): Promise<FileOutcome> {
  switch (action.kind) {
    case "read":
      return readAction(backend, plan, action, signal);
    case "list":
      return listAction(backend, plan, action, signal);
    case "write":
      return writeAction(backend, plan, action, signal);
    case "patch":
      return patchAction(backend, plan, action, signal);
  }
}
