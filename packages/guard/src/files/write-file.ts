import { dirname } from "node:path";
import type { Backend, SandboxPlan } from "@paddock/sandbox";
import { sha256 } from "../digest.ts";
import type { NormalAction } from "../normalise.ts";
import { type FileOutcome, refusedOutcome, unanswered } from "./file-outcome.ts";

/** Writes a whole file inside the sandbox, folders above it included. */
export async function writeFileAction(
  backend: Backend,
  plan: SandboxPlan,
  action: Extract<NormalAction, { kind: "write" }>,
  signal: AbortSignal,
): Promise<FileOutcome> {
  const { path, content, encoding = "utf8", ifDigest } = action;
  const data = Buffer.from(content, encoding);
  const [before, , result] = await backend.files(
    plan,
    [
      { verb: "stat", path },
      { verb: "mkdir", path: dirname(path), parents: true },
      { verb: "write", path, data, ...(ifDigest === undefined ? {} : { ifDigest }) },
    ],
    { signal },
  );
  if (!result) return unanswered(path);
  if (!result.ok) return refusedOutcome(result, "write");
  return {
    kind: "done",
    text: `wrote ${path} (${data.length} bytes)`,
    touched: [{ path, change: before?.ok ? "changed" : "added" }],
    facts: { digest: sha256(data) },
  };
}
