import { type AddressBytes, type AddressRange, addressRange, isWithin } from "./address-range.ts";
import type { AddressEntry } from "./decision.ts";
import { type Carrier, embeddedBytes } from "./embedded-ipv4.ts";
import { placed } from "./network-error.ts";
import { isMetadata, specialRanges } from "./special-address.ts";

/** An entry with its range. */
interface RangeEntry {
  readonly entry: AddressEntry;
  readonly range: AddressRange;
}

/** The compiled table of address ranges of one policy. */
export interface AddressTable {
  /** The deny entry that covers an address, or an IPv4 address inside of it. */
  denied(address: AddressBytes): AddressEntry | undefined;
  /** The allow entry that covers a public address. */
  allowed(address: AddressBytes): AddressEntry | undefined;
  /**
   * The allow entry that opens a special address: it has to lie wholly inside a special range, so that `0.0.0.0/0` opens no
   * private network; a metadata service has to be named by itself.
   */
  opened(address: AddressBytes): AddressEntry | undefined;
}

function opens(range: AddressRange, address: AddressBytes): boolean {
  if (!range.contains(address)) return false;
  if (isMetadata(address)) return range.bits === address.length * 8;
  return specialRanges(address).some((special) => isWithin(range, special));
}

/**
 * Compiles the ranges of one policy.
 *
 * @throws {NetworkError} `bad-range` for the first entry that is no range.
 */
export function addressTable(entries: readonly AddressEntry[], nat64: readonly Carrier[]): AddressTable {
  const all = entries.map(
    (entry): RangeEntry => ({
      entry,
      range: placed(entry.origin, () => addressRange(entry.range)),
    }),
  );
  const deny = all.filter(({ entry }) => entry.decision === "deny");
  const allow = all.filter(({ entry }) => entry.decision === "allow");
  const covering = (list: readonly RangeEntry[], address: AddressBytes): AddressEntry | undefined =>
    list.find(({ range }) => range.contains(address))?.entry;
  return {
    denied(address) {
      if (deny.length === 0) return undefined;
      for (const each of [address, ...embeddedBytes(address, nat64)]) {
        const entry = covering(deny, each);
        if (entry) return entry;
      }
      return undefined;
    },
    allowed: (address) => covering(allow, address),
    opened: (address) => allow.find(({ range }) => opens(range, address))?.entry,
  };
}
