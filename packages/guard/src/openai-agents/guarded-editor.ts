import type { Guard } from "../guard-types.ts";
import type { ConversationOptions } from "./conversation.ts";

/** A change of one file, as the SDK hands it over. */
export interface FileChange {
  /** Absolute, or relative to the workspace. */
  readonly path: string;
  /** Lines of a V4A diff without its header. */
  readonly diff?: string | undefined;
  /** New path of a file that is updated. */
  readonly moveTo?: string | undefined;
}

/** What became of a change. */
export interface FileChangeResult {
  /** Whether it was made. */
  status: "completed" | "failed";
  /** Text for the model. */
  output: string;
}

/** An editor for the SDK's `applyPatchTool`. */
export interface GuardedEditor {
  /** Makes a new file. */
  createFile(change: FileChange): Promise<FileChangeResult>;
  /** Changes a file. */
  updateFile(change: FileChange): Promise<FileChangeResult>;
  /** Removes a file. */
  deleteFile(change: FileChange): Promise<FileChangeResult>;
}

function patchOf(verb: "Add" | "Update" | "Delete", { path, diff = "", moveTo }: FileChange): string {
  // A path with a line break could smuggle a second change into the patch.
  if (/[\r\n]/.test(path + (moveTo ?? ""))) throw new Error("the path holds a line break");
  const lines = diff.replace(/\n$/, "");
  if (/^\*\*\* (?!End of File)/m.test(lines)) throw new Error("the diff holds the header of another change");
  return [
    "*** Begin Patch",
    `*** ${verb} File: ${path}`,
    ...(moveTo === undefined || verb !== "Update" ? [] : [`*** Move to: ${moveTo}`]),
    ...(lines === "" ? [] : [lines]),
    "*** End Patch",
  ].join("\n");
}

/** Makes an editor whose every change is decided by a guard and made inside the sandbox. */
export function guardedEditor(guard: Guard, { transcript }: ConversationOptions = {}): GuardedEditor {
  const change = async (verb: "Add" | "Update" | "Delete", given: FileChange): Promise<FileChangeResult> => {
    let patch: string;
    try {
      patch = patchOf(verb, given);
    } catch (error) {
      return { status: "failed", output: (error as Error).message };
    }
    const { outcome, text } = await guard.run({ kind: "patch", patch }, { transcript: transcript?.() ?? [] })
      .result;
    return { status: outcome === "done" ? "completed" : "failed", output: text };
  };
  return {
    createFile: (given) => change("Add", given),
    updateFile: (given) => change("Update", given),
    deleteFile: (given) => change("Delete", given),
  };
}
