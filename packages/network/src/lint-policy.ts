import { addressRange, isWithin } from "./address-range.ts";
import type { AddressEntry, NetworkPolicy } from "./decision.ts";
import { type DomainWarning, lintDomains } from "./lint-domains.ts";
import { placed } from "./network-error.ts";
import { isMetadata } from "./special-address.ts";

/** The widest range that is not asked about: larger networks belong to many. */
const WIDEST: Readonly<Record<number, number>> = { 4: 8, 16: 16 };
const LOOPBACK = [addressRange("127.0.0.0/8"), addressRange("::1")];

function warningOf({ range, decision, origin }: AddressEntry): DomainWarning | undefined {
  if (decision !== "allow") return undefined;
  const read = placed(origin, () => addressRange(range));
  const shown = JSON.stringify(range);
  const place = origin ? { origin } : {};
  if (read.bits < (WIDEST[read.start.length] ?? 0)) {
    const text = `${shown} allows the addresses of many networks; name those that are needed`;
    return { code: "everything", pattern: range, text, ...place };
  }
  if (read.bits === read.start.length * 8 && isMetadata(read.start)) {
    const text = `${shown} opens a metadata service, which gives away this machine's credentials`;
    return { code: "local-address", pattern: range, text, ...place };
  }
  if (LOOPBACK.some((loopback) => isWithin(read, loopback))) {
    const text = `${shown} opens the services of this machine`;
    return { code: "local-address", pattern: range, text, ...place };
  }
  return undefined;
}

/**
 * Finds entries of all tables of a policy that are broader than they look, match nothing, open private addresses or contradict
 * each other.
 *
 * @throws {NetworkError} for an entry without a meaning.
 */
export function lintPolicy(policy: NetworkPolicy): readonly DomainWarning[] {
  return [
    ...lintDomains(policy.domains),
    ...(policy.addresses ?? []).flatMap((entry) => warningOf(entry) ?? []),
  ];
}
