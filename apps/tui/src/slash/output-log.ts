import type { AgentEvent } from "@paddock/agent";

/** What one call printed, for `/output`. */
export interface CallOutput {
  readonly title: string;
  readonly text: string;
  /** Characters that were let go from the front. */
  readonly dropped: number;
}

/** The output of the latest calls. */
export interface OutputLog {
  on(event: AgentEvent): void;
  /** `1` is the last call that printed anything. */
  back(count: number): CallOutput | undefined;
}

const keptCalls = 20;
const keptCharacters = 400_000;

/** Makes an empty log. It is bounded: old calls go, and of a long output the beginning. */
export function outputLog(): OutputLog {
  const calls = new Map<string, CallOutput>();
  return {
    on(event) {
      if (event.kind === "call") {
        calls.delete(event.call);
        calls.set(event.call, { title: event.title, text: "", dropped: 0 });
        if (calls.size > keptCalls) calls.delete(calls.keys().next().value as string);
      }
      if (event.kind !== "run" || event.event.kind !== "output") return;
      const call = calls.get(event.call);
      if (call === undefined) return;
      const text = call.text + event.event.text;
      const over = Math.max(0, text.length - keptCharacters);
      calls.set(event.call, { ...call, text: text.slice(over), dropped: call.dropped + over });
    },
    back: (count) => [...calls.values()].filter(({ text }) => text !== "").at(-count),
  };
}
