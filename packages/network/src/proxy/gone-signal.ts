import type { Intake } from "./intake.ts";

/** Whether a client still waits, for those who take long. Costs nothing until somebody asks. */
export interface Gone {
  /** Aborts when the client hangs up. */
  readonly signal: AbortSignal;
  /** Stops looking. */
  release(): void;
}

/** Makes a signal that aborts when the client hangs up. */
export function goneSignal(client: Intake): Gone {
  let controller: AbortController | undefined;
  let stop: (() => void) | undefined;
  return {
    get signal() {
      if (!controller) {
        const made = new AbortController();
        controller = made;
        stop = client.onGone(() => made.abort());
      }
      return controller.signal;
    },
    release: () => stop?.(),
  };
}
