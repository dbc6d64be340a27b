import type { Action } from "../action.ts";
import type { Guard, RunOptions } from "../guard-types.ts";
import type { RunResult } from "../run.ts";

/** A tool that every adapter offers: what a model reads about it, and the action that a call proposes. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the input: an object whose properties are all plain values. */
  readonly parameters: {
    readonly type: "object";
    readonly additionalProperties: false;
    readonly required: string[];
    readonly properties: Readonly<
      Record<string, { readonly type: "string" | "boolean"; readonly description: string }>
    >;
  };
  /** Only looks at things. */
  readonly readOnly: boolean;
  action(input: Readonly<Record<string, string | boolean>>): Action;
}

const text = (description: string): { readonly type: "string"; readonly description: string } => ({
  type: "string",
  description,
});

function parameters(
  required: readonly string[],
  properties: OfferedTool["parameters"]["properties"],
): OfferedTool["parameters"] {
  return { type: "object", additionalProperties: false, required: [...required], properties };
}

/** The tools, as data: one table for every adapter. */
export const OFFERED_TOOLS: readonly OfferedTool[] = [
  {
    name: "run_command",
    description:
      "Runs a shell command inside the boundary. To go beyond it set outside to true and say why; the user may be asked.",
    parameters: parameters(["command"], {
      command: text("The command line, for bash."),
      cwd: text("Working directory; default the workspace."),
      outside: { type: "boolean", description: "Ask to run it outside the sandbox." },
      justification: text("Why it must run outside; shown to the user."),
    }),
    readOnly: false,
    action: ({ command, cwd, outside, justification }) => ({
      kind: "command",
      script: String(command),
      ...(typeof cwd === "string" ? { cwd } : {}),
      ...(outside === true
        ? { escalation: { kind: "outside", ...(typeof justification === "string" ? { justification } : {}) } }
        : {}),
    }),
  },
  {
    name: "read_file",
    description: "Reads a text file.",
    parameters: parameters(["path"], { path: text("Absolute, or relative to the workspace.") }),
    readOnly: true,
    action: ({ path }) => ({ kind: "read", path: String(path) }),
  },
  {
    name: "list_directory",
    description: "Lists a folder.",
    parameters: parameters(["path"], { path: text("Absolute, or relative to the workspace.") }),
    readOnly: true,
    action: ({ path }) => ({ kind: "list", path: String(path) }),
  },
  {
    name: "search_files",
    description: "Searches files for a regular expression.",
    parameters: parameters(["pattern"], {
      pattern: text("The regular expression."),
      path: text("Where to search; default the workspace."),
    }),
    readOnly: true,
    action: ({ pattern, path }) => ({
      kind: "search",
      pattern: String(pattern),
      ...(typeof path === "string" ? { path } : {}),
    }),
  },
  {
    name: "write_file",
    description: "Writes a whole file. Outside the workspace the user may be asked.",
    parameters: parameters(["path", "content"], {
      path: text("Absolute, or relative to the workspace."),
      content: text("The whole content."),
    }),
    readOnly: false,
    action: ({ path, content }) => ({ kind: "write", path: String(path), content: String(content) }),
  },
  {
    name: "apply_patch",
    description:
      "Applies a patch of the form *** Begin Patch ... *** End Patch to one or more files, whole or not at all.",
    parameters: parameters(["patch"], { patch: text("The patch.") }),
    readOnly: false,
    action: ({ patch }) => ({ kind: "patch", patch: String(patch) }),
  },
];

/** The input in the form that the tool takes, or what is wrong with it. */
export function readInput(
  tool: OfferedTool,
  input: unknown,
):
  | { readonly ok: true; readonly input: Readonly<Record<string, string | boolean>> }
  | { readonly ok: false; readonly problem: string } {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return { ok: false, problem: "the input must be an object" };
  }
  const { properties, required } = tool.parameters;
  const given = Object.entries(input);
  const unknown = given.find(([key]) => !Object.hasOwn(properties, key));
  if (unknown !== undefined) return { ok: false, problem: `${unknown[0]} is no parameter of ${tool.name}` };
  const wrong = given.find(([key, value]) => typeof value !== properties[key]?.type);
  if (wrong !== undefined)
    return { ok: false, problem: `${wrong[0]} must be a ${properties[wrong[0]]?.type}` };
  const missing = required.find((key) => !Object.hasOwn(input, key));
  if (missing !== undefined) return { ok: false, problem: `${missing} is missing` };
  return { ok: true, input: Object.fromEntries(given) as Readonly<Record<string, string | boolean>> };
}

/** Proposes one tool call to the guard and waits for its end. */
export async function callTool(
  guard: Guard,
  tool: OfferedTool,
  input: Readonly<Record<string, string | boolean>>,
  options: RunOptions & { readonly call?: string } = {},
): Promise<RunResult> {
  const action = tool.action(input);
  const { call, ...running } = options;
  return await guard.run({ ...action, ...(call === undefined ? {} : { ids: { call } }) }, running).result;
}
