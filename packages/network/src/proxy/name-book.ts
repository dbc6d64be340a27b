/** The network that addresses of names are taken from: for benchmarks of devices, so that no host of the Internet has one (RFC 2544). */
const FIRST = 0xc6_12_00_00;
/** Names of one command; the last number would end in the broadcast address of the sandbox's own arithmetic. */
const MOST = 4094;

function written(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}

/**
 * The addresses that stand for names: a name has the same one as long as its command runs. Whoever connects to it is led to the
 * egress proxy, which learns from it which host is meant.
 */
export class NameBook {
  readonly #addresses = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** The address of a canonical name, now or from before; undefined when there are none left. */
  addressOf(name: string): string | undefined {
    const known = this.#addresses.get(name);
    if (known !== undefined || this.#addresses.size === MOST) return known;
    const address = written(FIRST + this.#addresses.size + 1);
    this.#addresses.set(name, address);
    this.#names.set(address, name);
    return address;
  }

  /** The name that an address was given to. */
  nameOf(address: string): string | undefined {
    return this.#names.get(address);
  }
}
