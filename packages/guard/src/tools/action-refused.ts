import type { RunResult } from "../run.ts";

/** Thrown where an interface of a framework has no value for "no": the action was refused, or could not be done. */
export class ActionRefused extends Error {
  /** How the action ended, with the structured refusal where there is one. */
  readonly result: RunResult;

  /** Takes the text for the model from the result. */
  constructor(result: RunResult) {
    super(result.text);
    this.name = "ActionRefused";
    this.result = result;
  }
}
