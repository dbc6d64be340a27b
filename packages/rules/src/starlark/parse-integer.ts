import { Failure } from "./error.ts";

const PREFIXES: Readonly<Record<number, RegExp>> = { 2: /^0[bB]/, 8: /^0[oO]/, 16: /^0[xX]/ };

/** Parses text as `int()` does; base 0 means that a prefix decides, else 10. */
export function parseInteger(text: string, givenBase: number): bigint {
  if (givenBase === 1 || givenBase < 0 || givenBase > 36) {
    throw new Failure("runtime", `${givenBase} is not a valid base, int() base must be >= 2 and <= 36`);
  }
  const negative = text.startsWith("-");
  const unsigned = text.replace(/^[+-]/, "");
  const base = givenBase === 0 ? prefixBase(unsigned) : givenBase;
  const written = PREFIXES[base] === undefined ? unsigned : unsigned.replace(PREFIXES[base], "");
  const digits = written.startsWith("_") ? written : written.replaceAll("_", "");
  if (/^[+-]/.test(digits)) throw new Failure("runtime", `Cannot parse \`${digits}\` as an integer`);
  if (digits.length > 10_000) throw new Failure("limit", "Integer text is too long");
  let value = 0n;
  for (const character of digits) {
    const digit = Number.parseInt(character, 36);
    if (Number.isNaN(digit) || digit >= base) return fail(digits, base);
    value = value * BigInt(base) + BigInt(digit);
  }
  if (digits === "") return fail(digits, base);
  return negative ? -value : value;
}

function prefixBase(text: string): number {
  for (const [base, prefix] of Object.entries(PREFIXES)) if (prefix.test(text)) return Number(base);
  return 10;
}

function fail(digits: string, base: number): never {
  throw new Failure("runtime", `Cannot parse \`${digits}\` as an integer in base ${base}`);
}
