import type { Action } from "@paddock/guard";
import { requiredName, requiredText, shown } from "./input.ts";
import { lineEdit } from "./line-edit.ts";
import { type Tool, ToolInputError } from "./tool.ts";

function patchOf(path: string, before: readonly string[], after: readonly string[]): Action {
  const lines = [...before.map((line) => `-${line}`), ...after.map((line) => `+${line}`)];
  return {
    kind: "patch",
    patch: ["*** Begin Patch", `*** Update File: ${path}`, "@@", ...lines, "*** End Patch", ""].join("\n"),
  };
}

/** Lines of a text that need not be in the file exactly; the patch matcher forgives blanks and punctuation. */
function roughly(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
}

/** Replaces one place of one file: the patch in the form that small models can write. */
export const editFile: Tool = {
  name: "edit_file",
  description:
    "Replaces `old` by `new` in a file. `old` must be in the file exactly once: give enough of it, best whole lines.",
  parameters: {
    type: "object",
    properties: {
      path: { type: "string" },
      old: { type: "string", description: "Text that is in the file exactly once." },
      new: { type: "string", description: "What takes its place; empty to remove it." },
    },
    required: ["path", "old", "new"],
    additionalProperties: false,
  },
  title: (input) => `edit ${shown(input, "path")}`,
  *propose(input) {
    const path = requiredName(input, "path");
    if (/[\r\n]/.test(path)) throw new ToolInputError(`"path" must be one line`);
    const removed = requiredName(input, "old");
    const added = requiredText(input, "new");
    if (removed === added) throw new ToolInputError(`"old" and "new" are the same: nothing would change`);
    // The patch is checked against the file again when it is applied, so a change in between cannot be lost.
    const read = yield { kind: "read", path };
    if (read.outcome !== "done") return;
    const edit = lineEdit(read.text, removed, added);
    if (edit.kind === "repeated") {
      throw new ToolInputError(
        `"old" is in ${path} ${edit.times} times; give more lines around the place you mean`,
      );
    }
    yield edit.kind === "found"
      ? patchOf(path, edit.before, edit.after)
      : patchOf(path, roughly(removed), roughly(added));
  },
};
