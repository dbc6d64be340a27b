import { requiredName, requiredText, shown } from "./input.ts";
import type { Tool } from "./tool.ts";

/** Writes a whole file. */
export const writeFile: Tool = {
  name: "write_file",
  description: "Writes a whole file, replacing what is there. To change a part of a file use edit_file.",
  parameters: {
    type: "object",
    properties: { path: { type: "string" }, content: { type: "string" } },
    required: ["path", "content"],
    additionalProperties: false,
  },
  title: (input) => `write ${shown(input, "path")}`,
  *propose(input) {
    yield { kind: "write", path: requiredName(input, "path"), content: requiredText(input, "content") };
  },
};
