import type { WhyLink } from "@paddock/telemetry";
import { visible } from "./visible.ts";

/** Whether a link of the way from a request to its end is where something was refused. */
export function isRefusal({ step, record }: WhyLink): boolean {
  return step === "denial" || ["deny", "stop"].includes(String(record.attributes["decision"]));
}

/** Recorded text in one line that is safe to print. */
export function lineOf(recorded: string): string {
  return visible(recorded).replaceAll("\n", " ");
}
