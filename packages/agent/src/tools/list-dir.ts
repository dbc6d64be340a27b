import { optionalText, shown } from "./input.ts";
import type { Tool } from "./tool.ts";

/** Lists a folder. */
export const listDir: Tool = {
  name: "list_dir",
  description: "Lists the names in a folder.",
  parameters: {
    type: "object",
    properties: { path: { type: "string", description: "Default: the workspace." } },
    additionalProperties: false,
  },
  title: (input) => `list ${shown(input, "path") || "."}`,
  *propose(input) {
    yield { kind: "list", path: optionalText(input, "path") ?? "." };
  },
};
