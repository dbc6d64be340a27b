import type { SandboxPlan } from "@paddock/sandbox";
import type { Answer, Decision } from "./decision.ts";
import type { ended } from "./flight.ts";
import type { Judgement } from "./judge.ts";
import type { RunResult } from "./run.ts";

/** What was settled about an action before it is performed. */
export interface Way {
  readonly plan: SandboxPlan;
  readonly decision: Decision;
  readonly placement: "inside" | "outside";
  readonly answer?: Answer;
  readonly judgement: Judgement;
  /** What was decided about; absent where the sandbox binds it. */
  readonly digest?: string;
}

/** Makes the result of an action from what is special about its end. */
export type Ending = (rest: Parameters<typeof ended>[3]) => RunResult;
