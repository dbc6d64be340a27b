import { optionalCount, requiredName, shown } from "./input.ts";
import type { Tool } from "./tool.ts";

/** Reads a file, or a part of it, with the sandbox's own eyes. */
export const readFile: Tool = {
  name: "read_file",
  description: "Reads a text file. For a long one give offset and limit.",
  parameters: {
    type: "object",
    properties: {
      path: { type: "string", description: "Relative to the workspace, or absolute." },
      offset: { type: "integer", description: "First byte to return; default 0." },
      limit: { type: "integer", description: "Most bytes to return." },
    },
    required: ["path"],
    additionalProperties: false,
  },
  title: (input) => `read ${shown(input, "path")}`,
  *propose(input) {
    const offset = optionalCount(input, "offset", 0);
    const limit = optionalCount(input, "limit", 1);
    yield {
      kind: "read",
      path: requiredName(input, "path"),
      ...(offset === undefined ? {} : { offset }),
      ...(limit === undefined ? {} : { limit }),
    };
  },
};
