import { resolve } from "node:path";
import type { Backend, FileVerb, SandboxPlan } from "@paddock/sandbox";
import type { NormalAction } from "../normalise.ts";
import { parsePatch } from "../patch/parse-patch.ts";
import { type FileOutcome, type Refused, refusedOutcome } from "./file-outcome.ts";
import { type Edit, type OldFile, planEdits } from "./plan-edits.ts";

/** Bytes of a file that a patch may change; what it was must be kept until the whole patch is done. */
const LIMIT = 64 * 1024 * 1024;

const LETTERS = { added: "A", changed: "M", deleted: "D" } as const;

function failed(text: string): FileOutcome {
  return { kind: "failed", text: `${text}; nothing was written` };
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

/** Applies a patch inside the sandbox, whole or not at all: it is worked out first and committed in one confined run. */
export async function patchFilesAction(
  backend: Backend,
  plan: SandboxPlan,
  action: Extract<NormalAction, { kind: "patch" }>,
  signal: AbortSignal,
): Promise<FileOutcome> {
  const parsed = parsePatch(action.patch);
  if (!parsed.ok) return failed(`the patch cannot be read: line ${parsed.line}: ${parsed.message}`);
  const path = (given: string): string => resolve(action.cwd, given);
  const sources = parsed.operations
    .filter((operation) => operation.kind !== "add")
    .map((operation) => path(operation.path));
  const reads = sources.map((source) => ({ verb: "read", path: source, limit: LIMIT }) as const);
  const results = reads.length > 0 ? await backend.files(plan, reads, { signal }) : [];
  const before = new Map<string, OldFile>();
  for (const [index, result] of results.entries()) {
    if (!result.ok) return refusedOutcome(result, "read");
    const { data = new Uint8Array(), info } = result;
    const source = sources[index] as string;
    if (info !== undefined && info.size > data.length)
      return failed(`${source} has ${info.size} bytes, too many for a patch`);
    before.set(source, { data, ...(info === undefined ? {} : { mode: info.mode }) });
  }
  const planned = planEdits(parsed.operations, path, before);
  if (!planned.ok) return failed(planned.message);
  const { edits } = planned;
  signal.throwIfAborted();
  // A commit that has begun is finished: stopping it half way would leave half a patch.
  const done = await backend.files(
    plan,
    edits.flatMap((edit) => edit.verbs),
    { atomic: true },
  );
  const refused = done.find((result): result is Refused => !result.ok);
  if (refused) {
    await takeBack(backend, plan, edits, done.length - 1);
    return refusedOutcome(refused, "write");
  }
  return {
    kind: "done",
    text: edits.map(({ touched }) => `${LETTERS[touched.change]} ${touched.path}`).join("\n"),
    touched: edits.map((edit) => edit.touched),
  };
}
