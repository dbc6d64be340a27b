import { evaluate, type NetworkPolicy } from "@paddock/network";
import { networkLine } from "@paddock/rules";
import type { Action } from "./action.ts";
import { networkPolicyOf } from "./network-policy.ts";
import { addRuleLines, type RuleTarget } from "./rule-file.ts";

/** A destination that was asked about; `host` is canonical. */
type Destination = Pick<Extract<Action, { kind: "network" }>, "host" | "port" | "protocol">;

/** Nothing but the rules decides. */
const EMPTY: NetworkPolicy = { enabled: true, domains: [] };

/** The line that refuses a host for good. It names the protocol that was asked for, and counts for every one. */
export function denyHostLine({ host, protocol }: Pick<Destination, "host" | "protocol">): string {
  return networkLine(host, protocol, "deny");
}

/**
 * Writes the line that refuses a host, under the file's lock; with it the destination must be refused. Returns the lines
 * that were added.
 *
 * @throws {GuardError} `bad-answer` for a file that is a link or broken; nothing is changed then.
 */
export async function addHostDenial(
  target: RuleTarget,
  destination: Destination,
): Promise<readonly string[]> {
  return await addRuleLines(target, [denyHostLine(destination)], (rules) => {
    const { decision } = evaluate(networkPolicyOf({ networkPolicy: EMPTY }, rules), destination);
    return decision === "deny" ? undefined : `the host would still be judged ${decision}`;
  });
}
