import type { Effective } from "@paddock/config";
import type { NetworkPolicy } from "@paddock/network";
import type { Profile } from "@paddock/sandbox";
import { type BoundarySurroundings, resolveBoundary } from "./boundary.ts";
import { networkPolicyOf } from "./network-policy.ts";
import { readRules } from "./read-rules.ts";

/** The network policy in force for a configuration, rule files included. */
export interface NetworkExplanation {
  /** Hosts, mode and switches that decide about destinations. */
  readonly policy: NetworkPolicy;
  /** How commands reach the network at all. */
  readonly network: Profile["network"]["kind"];
  /** The table of the configuration that lists hosts. */
  readonly key: string;
}

/** Finds the network policy without making a guard. */
export function explainNetwork(effective: Effective, surroundings: BoundarySurroundings): NetworkExplanation {
  const boundary = resolveBoundary(effective, surroundings);
  const { profile } = boundary;
  return {
    policy: networkPolicyOf(boundary, readRules(boundary)),
    network: profile.network.kind,
    key: profile.mode === "profile" ? `permissions.${profile.name}.network` : "features.network_proxy",
  };
}
