import { optionalText, requiredName, shown } from "./input.ts";
import type { Tool } from "./tool.ts";

/** Searches file contents. */
export const grep: Tool = {
  name: "grep",
  description:
    "Searches file contents for a regular expression and returns matching lines with file and line number.",
  parameters: {
    type: "object",
    properties: {
      pattern: { type: "string" },
      path: { type: "string", description: "File or folder; default: the workspace." },
    },
    required: ["pattern"],
    additionalProperties: false,
  },
  title: (input) =>
    `search ${shown(input, "pattern")}${shown(input, "path") ? ` in ${shown(input, "path")}` : ""}`,
  *propose(input) {
    const path = optionalText(input, "path");
    yield {
      kind: "search",
      pattern: requiredName(input, "pattern"),
      ...(path === undefined ? {} : { path }),
    };
  },
};
