import { type AddressTable, addressTable } from "./address-table.ts";
import { BoundedCache } from "./bounded-cache.ts";
import type { NetworkDecision, NetworkPolicy } from "./decision.ts";
import { type DomainTable, domainTable } from "./domain-table.ts";
import { type Carrier, nat64Carrier } from "./embedded-ipv4.ts";
import { type PortTable, portTable } from "./port-table.ts";

/** The tables of one policy, compiled. */
export interface CompiledPolicy {
  readonly domains: DomainTable;
  readonly addresses: AddressTable;
  readonly ports: PortTable;
  readonly nat64: readonly Carrier[];
  /** False when no entry denies anything, so that no address has to be compared. */
  readonly deniesAddresses: boolean;
  /** What was decided about hosts and ports already. */
  readonly decisions: BoundedCache<NetworkDecision>;
  /** Whether addresses are special. */
  readonly special: BoundedCache<boolean>;
}

const compiled = new WeakMap<NetworkPolicy, CompiledPolicy>();

/**
 * Compiles a policy, once for each policy.
 *
 * @throws {NetworkError} for the first entry without a meaning.
 */
export function compilePolicy(policy: NetworkPolicy): CompiledPolicy {
  let known = compiled.get(policy);
  if (!known) {
    const nat64 = (policy.nat64Prefixes ?? []).map(nat64Carrier);
    known = {
      domains: domainTable(policy.domains),
      addresses: addressTable(policy.addresses ?? [], nat64),
      ports: portTable(policy.ports ?? []),
      nat64,
      deniesAddresses: [...policy.domains, ...(policy.addresses ?? [])].some(
        ({ decision }) => decision === "deny",
      ),
      decisions: new BoundedCache(),
      special: new BoundedCache(),
    };
    compiled.set(policy, known);
  }
  return known;
}

/**
 * Checks that every entry of a policy has a meaning.
 *
 * @throws {NetworkError} for the first that has none.
 */
export function checkPolicy(policy: NetworkPolicy): void {
  compilePolicy(policy);
}
