import type { Backend, SandboxPlan } from "@paddock/sandbox";
import type { NormalAction } from "../normalise.ts";
import type { FileOutcome } from "./file-outcome.ts";
import { listFolderAction } from "./list-folder.ts";
import { patchFilesAction } from "./patch-files.ts";
import { readFileAction } from "./read-file.ts";
import { writeFileAction } from "./write-file.ts";

/** An action on files that is performed by verbs. */
export type FileAction = Extract<NormalAction, { kind: "read" | "list" | "write" | "patch" }>;

/** Performs a file action inside the sandbox. The host process opens no path that the model named. */
export function performFileAction(
  backend: Backend,
  plan: SandboxPlan,
  action: FileAction,
  signal: AbortSignal,
): Promise<FileOutcome> {
  switch (action.kind) {
    case "read":
      return readFileAction(backend, plan, action, signal);
    case "list":
      return listFolderAction(backend, plan, action, signal);
    case "write":
      return writeFileAction(backend, plan, action, signal);
    case "patch":
      return patchFilesAction(backend, plan, action, signal);
  }
}
