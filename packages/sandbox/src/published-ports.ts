import type { Process } from "./backend.ts";
import type { SandboxPlan } from "./plan.ts";

/** One port of a running command that the host can reach. */
export interface PublishedPort {
  /** What the command listens on inside. */
  readonly port: number;
  /** Where the host finds it, for as long as the command runs. */
  readonly url: string;
}

/**
 * Publishes every port that a plan lists, in its order. Nothing needs to listen inside yet: a connection is made when one
 * comes in. Empty for a plan without ports and for a backend that publishes none.
 *
 * @example
 * ```ts
 * import { type Process, publishedPorts, type SandboxPlan } from "@paddock/sandbox";
 *
 * declare const run: Process;
 * declare const plan: SandboxPlan;
 * for (const { port, url } of await publishedPorts(run, plan)) console.log(`${port} is at ${url}`);
 * ```
 */
export async function publishedPorts(
  process: Pick<Process, "endpoint">,
  plan: Pick<SandboxPlan, "ports">,
): Promise<readonly PublishedPort[]> {
  const published: PublishedPort[] = [];
  for (const port of process.endpoint === undefined ? [] : (plan.ports ?? [])) {
    published.push({ port, url: (await process.endpoint!(port)).href });
  }
  return published;
}
