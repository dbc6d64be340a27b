import { resolve } from "node:path";
import type { Backend, FileResult, FileVerb, SandboxPlan } from "@paddock/sandbox";
import { clip } from "./clip.ts";
import { sha256 } from "./digest.ts";
import type { NormalAction } from "./normalise.ts";
import { applyChunks } from "./patch/apply-chunks.ts";
import { parsePatch } from "./patch/parse-patch.ts";

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
  const names = (result.entries ?? [])
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
  const [before, result] = await backend.files(
    plan,
    [
      { verb: "stat", path: action.path },
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

interface Edit {
  readonly verbs: readonly FileVerb[];
  readonly touched: { readonly path: string; readonly change: "added" | "changed" | "deleted" };
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
  const texts = new Map<string, { text: string; digest: string }>();
  for (const [index, result] of reads.entries()) {
    if (!result.ok) return refused(result, "read");
    const data = result.data ?? new Uint8Array();
    texts.set(sources[index] as string, { text: new TextDecoder().decode(data), digest: sha256(data) });
  }
  const edits: Edit[] = [];
  for (const operation of parsed.operations) {
    const target = path(operation.path);
    if (operation.kind === "add") {
      const data = new TextEncoder().encode(operation.content);
      edits.push({
        verbs: [{ verb: "write", path: target, data, ifDigest: null }],
        touched: { path: target, change: "added" },
      });
      continue;
    }
    const source = texts.get(target) as { text: string; digest: string };
    if (operation.kind === "delete") {
      edits.push({ verbs: [{ verb: "unlink", path: target }], touched: { path: target, change: "deleted" } });
      continue;
    }
    const applied = applyChunks(source.text, operation.chunks);
    if (!applied.ok)
      return {
        kind: "failed",
        text: `${operation.path}: chunk ${applied.chunk}: ${applied.message}; nothing was written`,
      };
    const data = new TextEncoder().encode(applied.content);
    if (operation.moveTo === undefined) {
      edits.push({
        verbs: [{ verb: "write", path: target, data, ifDigest: source.digest }],
        touched: { path: target, change: "changed" },
      });
    } else {
      const to = path(operation.moveTo);
      edits.push({
        verbs: [
          { verb: "write", path: to, data, ifDigest: null },
          { verb: "unlink", path: target },
        ],
        touched: { path: to, change: "changed" },
      });
    }
  }
  const results = await backend.files(
    plan,
    edits.flatMap((edit) => edit.verbs),
    { atomic: true, signal },
  );
  const failed = results.find((result): result is Refused => !result.ok);
  if (failed) return refused(failed, "write");
  const letter = { added: "A", changed: "M", deleted: "D" } as const;
  return {
    kind: "done",
    text: edits.map(({ touched }) => `${letter[touched.change]} ${touched.path}`).join("\n"),
    touched: edits.map((edit) => edit.touched),
  };
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
