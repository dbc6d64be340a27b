import { requiredName, requiredText, shown } from "./input.ts";
import { type Tool, ToolInputError } from "./tool.ts";

function prefixed(sign: string, text: string): string {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  return lines.map((line) => `${sign}${line}`).join("\n");
}

/** Replaces whole lines of one file: the patch in the form that small models can write. */
export const editFile: Tool = {
  name: "edit_file",
  description:
    "Replaces lines of a file. `old` are whole lines exactly as they stand in the file (a few lines, so that they occur once); `new` are the lines that take their place.",
  parameters: {
    type: "object",
    properties: {
      path: { type: "string" },
      old: { type: "string", description: "Whole lines that are in the file." },
      new: { type: "string", description: "What replaces them; empty to remove them." },
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
    const lines = [
      `*** Update File: ${path}`,
      "@@",
      prefixed("-", removed),
      ...(added === "" ? [] : [prefixed("+", added)]),
    ];
    yield { kind: "patch", patch: ["*** Begin Patch", ...lines, "*** End Patch", ""].join("\n") };
  },
};
