function part(text: string): number | undefined {
  if (text === "") return undefined;
  const [digits, radix] = /^0x/i.test(text)
    ? [text.slice(2), 16]
    : text.length > 1 && text.startsWith("0")
      ? [text.slice(1), 8]
      : [text, 10];
  if (digits === "") return 0;
  const allowed = radix === 16 ? /^[0-9a-f]+$/i : radix === 8 ? /^[0-7]+$/ : /^[0-9]+$/;
  return allowed.test(digits) ? Number.parseInt(digits, radix) : undefined;
}

/**
 * Reads an IPv4 address the way the URL standard and inet_aton(3) do: one to four numbers, each decimal, octal or
 * hexadecimal, the last filling what is left. Undefined when it is none.
 *
 * Serves to say which address an odd spelling means; only the canonical spelling is ever accepted.
 */
export function looseIpv4(text: string): string | undefined {
  const parts = text.split(".");
  if (parts.length > 4) return undefined;
  const numbers = parts.map(part);
  let value = 0;
  for (const [index, number] of numbers.entries()) {
    if (number === undefined) return undefined;
    const last = index === numbers.length - 1;
    if (number >= (last ? 256 ** (5 - numbers.length) : 256)) return undefined;
    value += last ? number : number * 256 ** (3 - index);
  }
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

/** Says whether the last label is a number, which makes the whole host an IPv4 address for the URL standard. */
export function endsInNumber(host: string): boolean {
  const last = host.split(".").at(-1) ?? "";
  return /^\d+$/.test(last) || /^0x[0-9a-f]*$/i.test(last);
}
