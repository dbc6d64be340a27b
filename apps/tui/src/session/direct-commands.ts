import { type AgentEvent, createAgent, offlineGuide } from "@paddock/agent";
import type { Guard } from "@paddock/guard";
import type { Trail } from "@paddock/telemetry";

/** Runs what a person typed after `!`: through the same guard as everything else, without asking any model. */
export function directCommands(
  guard: Guard,
  trail: Trail,
): (command: string, signal?: AbortSignal) => AsyncIterable<AgentEvent> {
  return async function* (command, signal) {
    // The guide turns the line into one tool call; what it would say about it is left out.
    const history = [{ role: "assistant", text: "" }] as const;
    const agent = createAgent({ guard, provider: offlineGuide(), trail, history });
    for await (const event of agent.send(`run ${command}`, signal === undefined ? {} : { signal }))
      if (event.kind !== "text" && event.kind !== "text-done") yield event;
  };
}
