import type { Action, RunResult } from "@paddock/guard";
import type { ToolSpec } from "../event.ts";

/** Parsed arguments of one call. */
export type ToolInput = Readonly<Record<string, unknown>>;

/**
 * One tool: what the model is told, what a person sees, and the actions it proposes. A tool never touches files or
 * processes: it only proposes, and the guard decides and runs.
 */
export interface Tool extends ToolSpec {
  /** One line for a person: the command line, `read FILE`, ... */
  title(input: ToolInput): string;
  /**
   * Proposes actions one at a time and receives each result; the last result is the tool's. Throws
   * {@linkcode ToolInputError} when the arguments do not fit; the model is told, and the turn goes on.
   */
  propose(input: ToolInput): Generator<Action, void, RunResult>;
}

/** Arguments that do not fit the tool's parameters. The message is for the model. */
export class ToolInputError extends Error {
  /** Always `ToolInputError`. */
  override readonly name = "ToolInputError";
}
