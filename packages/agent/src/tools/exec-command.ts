import { posix } from "node:path";
import type { Action, RunResult } from "@paddock/guard";
import { optionalCount, optionalList, optionalText, requiredName, shown } from "./input.ts";
import { patchInCommand } from "./patch-in-command.ts";
import { type Tool, type ToolInput, ToolInputError } from "./tool.ts";

type Command = Extract<Action, { kind: "command" }>;
type Escalation = NonNullable<Command["escalation"]>;

/** A command that never ends must not hold a turn that nobody watches. */
const DEFAULT_TIMEOUT_MS = 600_000;
const ESCALATIONS = ["use_default", "with_additional_permissions", "require_escalated"];

function escalationOf(input: ToolInput): Escalation | undefined {
  const wanted = optionalText(input, "sandbox_permissions") ?? "use_default";
  if (!ESCALATIONS.includes(wanted))
    throw new ToolInputError(`"sandbox_permissions" must be one of ${ESCALATIONS.join(", ")}`);
  const words = optionalText(input, "justification");
  const justification = words === undefined ? {} : { justification: words };
  if (wanted === "require_escalated") return { kind: "outside", ...justification };
  if (wanted === "use_default") return undefined;
  const extra = input["additional_permissions"];
  if (extra === null || typeof extra !== "object" || Array.isArray(extra)) {
    throw new ToolInputError(
      `"additional_permissions" must say what is needed: { "write": [], "read": [], "hosts": [] }`,
    );
  }
  const lists = extra as ToolInput;
  const widen: { write?: readonly string[]; read?: readonly string[]; hosts?: readonly string[] } = {};
  for (const name of ["write", "read", "hosts"] as const) {
    const list = optionalList(lists, name);
    if (list && list.length > 0) widen[name] = list;
  }
  if (Object.keys(widen).length === 0) throw new ToolInputError(`"additional_permissions" names nothing`);
  return { kind: "widen", ...widen, ...justification };
}

function* propose(input: ToolInput): Generator<Action, void, RunResult> {
  const cmd = input["cmd"];
  const list = Array.isArray(cmd) ? optionalList(input, "cmd") : undefined;
  const workdir = optionalText(input, "workdir");
  const timeoutMs = optionalCount(input, "timeout_ms", 1);
  const escalation = escalationOf(input);
  if (list?.length === 0) throw new ToolInputError(`"cmd" must not be empty`);
  const edit = typeof cmd === "string" && escalation === undefined ? patchInCommand(cmd) : undefined;
  if (edit !== undefined) {
    const cwd = edit.cwd?.startsWith("/") ? edit.cwd : posix.join(workdir ?? ".", edit.cwd ?? ".");
    yield { kind: "patch", patch: edit.patch, ...(cwd === "." ? {} : { cwd }) };
    return;
  }
  yield {
    kind: "command",
    ...(list ? { argv: list } : { script: requiredName(input, "cmd") }),
    ...(workdir === undefined ? {} : { cwd: workdir }),
    timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
    ...(escalation ? { escalation } : {}),
  };
}

/** Runs a shell command inside the boundary. Arguments as Codex names them. */
export const execCommand: Tool = {
  name: "exec_command",
  description:
    "Runs a shell command inside the sandbox and returns its output and exit status. Use it for everything that has no tool of its own.",
  parameters: {
    type: "object",
    properties: {
      cmd: { type: "string", description: "The command line, as for sh -c." },
      workdir: { type: "string", description: "Folder to run in; default: the workspace." },
      timeout_ms: {
        type: "integer",
        description: "Ends the command after this many milliseconds; default 600000.",
      },
      sandbox_permissions: {
        type: "string",
        enum: ESCALATIONS,
        description:
          "use_default stays inside. with_additional_permissions asks to widen the sandbox by exactly what additional_permissions names. require_escalated asks to run without it.",
      },
      additional_permissions: {
        type: "object",
        properties: {
          write: { type: "array", items: { type: "string" } },
          read: { type: "array", items: { type: "string" } },
          hosts: { type: "array", items: { type: "string" } },
        },
        additionalProperties: false,
      },
      justification: {
        type: "string",
        description: "Only with a request for more: one short question for the person.",
      },
    },
    required: ["cmd"],
    additionalProperties: false,
  },
  title: (input) => (Array.isArray(input["cmd"]) ? input["cmd"].join(" ") : shown(input, "cmd")),
  propose,
};
