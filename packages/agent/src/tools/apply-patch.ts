import { requiredName, shown } from "./input.ts";
import type { Tool } from "./tool.ts";

/** The files a patch names, for its title. */
function files(patch: string): string {
  const names = [...patch.matchAll(/^\*\*\* (?:Add|Delete|Update) File: (.+)$/gm)].map((match) =>
    (match[1] as string).trim(),
  );
  return names.join(", ");
}

/** Applies one patch to several files, all or nothing. */
export const applyPatch: Tool = {
  name: "apply_patch",
  description: [
    "Edits files with one patch; all files change or none does. Format:",
    "*** Begin Patch",
    "*** Update File: path        (or *** Add File: path with + lines, or *** Delete File: path)",
    "*** Move to: new path        (optional)",
    "@@ optional line above the change",
    " context line",
    "-removed line",
    "+added line",
    "*** End Patch",
  ].join("\n"),
  parameters: {
    type: "object",
    properties: {
      input: { type: "string", description: "The whole patch, from *** Begin Patch to *** End Patch." },
    },
    required: ["input"],
    additionalProperties: false,
  },
  title: (input) =>
    `patch ${files(shown(input, typeof input["input"] === "string" ? "input" : "patch"))}`.trim(),
  *propose(input) {
    yield {
      kind: "patch",
      patch: requiredName(input, typeof input["input"] === "string" ? "input" : "patch"),
    };
  },
};
