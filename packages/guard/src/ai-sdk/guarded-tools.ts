import type { Guard } from "../guard-types.ts";
import { callTool, OFFERED_TOOLS, type OfferedTool, readInput } from "../tools/guarded-tools.ts";
import { transcriptOf } from "./transcript.ts";

/** The input of a tool, as the model writes it. */
export type ToolInput = Readonly<Record<string, string | boolean>>;

/** A schema in the form of Standard Schema and Standard JSON Schema, which the SDK takes without a library. */
export interface InputSchema {
  /** The schema's own side of the agreement. */
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "paddock";
    readonly validate: (
      value: unknown,
    ) => { readonly value: ToolInput } | { readonly issues: readonly { readonly message: string }[] };
    readonly jsonSchema: {
      readonly input: () => Record<string, unknown>;
      readonly output: () => Record<string, unknown>;
    };
    readonly types?: { readonly input: ToolInput; readonly output: ToolInput };
  };
}

/** What the SDK gives to a tool besides its input, as far as it is used. */
export interface ExecuteOptions {
  /** The id of the call, kept in the records. */
  readonly toolCallId?: string;
  /** Ends the run. */
  readonly abortSignal?: AbortSignal;
  /** The conversation so far, for an automatic reviewer. */
  readonly messages?: readonly unknown[];
}

/** One tool for `generateText`, `streamText` and agents of the AI SDK. */
export interface GuardedSdkTool {
  /** What the model reads about it. */
  readonly description: string;
  /** Checks the input and describes it to the model. */
  readonly inputSchema: InputSchema;
  /** Puts the call to the guard; resolves to the text for the model, also for a refusal. */
  readonly execute: (input: ToolInput, options: ExecuteOptions) => Promise<string>;
}

function schemaOf(tool: OfferedTool): InputSchema {
  const json = (): Record<string, unknown> => ({ ...tool.parameters });
  return {
    "~standard": {
      version: 1,
      vendor: "paddock",
      validate: (value) => {
        const read = readInput(tool, value);
        return read.ok ? { value: read.input } : { issues: [{ message: read.problem }] };
      },
      jsonSchema: { input: json, output: json },
    },
  };
}

/**
 * Makes the tools of a guard for the AI SDK: commands, reading, listing, searching, writing and patches. The guard asks,
 * confines and records; questions go to its `onAsk`, so the SDK's own approvals are not needed for these.
 */
export function guardedTools(
  guard: Guard,
  options: { readonly tools?: readonly string[] } = {},
): Readonly<Record<string, GuardedSdkTool>> {
  const offered = OFFERED_TOOLS.filter((tool) => options.tools?.includes(tool.name) ?? true);
  return Object.fromEntries(
    offered.map((tool): [string, GuardedSdkTool] => [
      tool.name,
      {
        description: tool.description,
        inputSchema: schemaOf(tool),
        execute: async (input, { toolCallId, abortSignal, messages = [] }) => {
          const result = await callTool(guard, tool, input, {
            transcript: transcriptOf(messages),
            ...(abortSignal === undefined ? {} : { signal: abortSignal }),
            ...(toolCallId === undefined ? {} : { call: toolCallId }),
          });
          return result.text;
        },
      },
    ]),
  );
}

/** What the SDK calls the state of an approval. */
export type ApprovalWord = "not-applicable" | "approved" | "denied" | "user-approval";

/**
 * Says what a guard would do with a call, in the SDK's words, for its `toolApproval` setting: `user-approval` where the
 * guard would ask. Decides nothing: the guard judges again, and asks itself, when the tool runs.
 */
export function guardApproval(
  guard: Guard,
): (call: { readonly toolCall: { readonly toolName: string; readonly input: unknown } }) => ApprovalWord {
  return ({ toolCall }) => {
    const tool = OFFERED_TOOLS.find((candidate) => candidate.name === toolCall.toolName);
    const read = tool === undefined ? undefined : readInput(tool, toolCall.input);
    if (tool === undefined || read?.ok !== true) return "not-applicable";
    const { decision } = guard.evaluate(tool.action(read.input));
    return decision === "allow" ? "approved" : decision === "deny" ? "denied" : "user-approval";
  };
}
