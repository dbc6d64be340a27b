import type { Answer, ApprovalRequest } from "@paddock/guard";
import type { SeenHost } from "@paddock/network/lint";
import type { TrailRecord } from "@paddock/telemetry";
import { domainTableText } from "../net/domain-table.ts";

/** Remembers where a program went, and makes a table of it. */
export class Learning {
  readonly #reached = new Map<string, number>();
  readonly #refused = new Map<string, number>();

  /** Takes one record of the run. */
  take({ name, attributes }: Pick<TrailRecord, "name" | "attributes">): void {
    if (name !== "network.decided") return;
    const host = String(attributes["host"]);
    const counts = attributes["decision"] === "allow" ? this.#reached : this.#refused;
    counts.set(host, (counts.get(host) ?? 0) + 1);
  }

  /** The table that would have allowed all of it; undefined when nothing was asked for. */
  async table(key: string): Promise<string | undefined> {
    if (this.#reached.size + this.#refused.size === 0) return undefined;
    const { learnDomains } = await import("@paddock/network/lint");
    const seen = (counts: ReadonlyMap<string, number>): SeenHost[] =>
      [...counts].map(([host, count]) => ({ host, count }));
    const refused = seen(this.#refused).filter(({ host }) => !this.#reached.has(host));
    // What was refused is never summed up in a pattern: it is there to be looked at one by one.
    const single = refused.map(({ host, count }) => ({ pattern: host, count, hosts: [host] }));
    return domainTableText(key, learnDomains(seen(this.#reached)), single);
  }
}

/** In learn mode a host that nobody listed is let through once; every other question goes to the person. */
export function letThrough(request: ApprovalRequest): Answer | undefined {
  return request.action.kind === "network"
    ? { decision: "allow", by: "program", message: "learn mode lets unlisted hosts through" }
    : undefined;
}
