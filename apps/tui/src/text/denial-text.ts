import type { Denial } from "@paddock/sandbox";
import { visible } from "./visible.ts";

/** One refusal of the boundary in one line, safe to print: what was tried, by which program, what refused it and why. */
export function denialText({ operation, object, program, layer, entry, why }: Denial): string {
  const by = program === undefined ? "" : ` by ${visible(program)}`;
  const because = why ?? entry;
  return `${operation} ${visible(object)}${by} (${layer}${because === undefined ? "" : `: ${visible(because)}`})`;
}
