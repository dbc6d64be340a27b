import { join } from "node:path";
import type { Backend, FileInfo, SandboxPlan } from "@paddock/sandbox";
import { clip } from "../clip.ts";
import type { NormalAction } from "../normalise.ts";
import { type FileOutcome, refusedOutcome, unanswered } from "./file-outcome.ts";

/** Characters of a listing that a model gets at most. */
const KEEP = 60_000;

const MARKS: Readonly<Record<FileInfo["type"], string>> = {
  file: "",
  directory: "/",
  symlink: "@",
  other: "",
};

/** Lists a folder inside the sandbox. */
export async function listFolderAction(
  backend: Backend,
  plan: SandboxPlan,
  action: Extract<NormalAction, { kind: "list" }>,
  signal: AbortSignal,
): Promise<FileOutcome> {
  const [result] = await backend.files(plan, [{ verb: "list", path: action.path }], { signal });
  if (!result) return unanswered(action.path);
  if (!result.ok) return refusedOutcome(result, "read");
  // The sandbox holds names that must not come into being by placeholders; they are not in the folder.
  const held = new Set(plan.entries.flatMap((entry) => (entry.missing ? [entry.path] : [])));
  const entries = (result.entries ?? []).filter(({ name }) => !held.has(join(action.path, name)));
  const names = entries.map(({ name, type }) => `${name}${MARKS[type]}`).sort();
  const text = names.length > 0 ? clip(names.join("\n"), KEEP) : "(empty)";
  return { kind: "done", text, touched: [], facts: { entries } };
}
