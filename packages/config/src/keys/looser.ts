import { equal, isTable, own } from "../table.ts";
import type { Strictness } from "./shape.ts";
import { GRANULAR } from "./shapes.ts";

/** The five switches of a granular policy, absent ones false; `undefined` for policies that are words. */
export function granularOf(policy: unknown): Readonly<Record<string, boolean>> | undefined {
  const switches = isTable(policy) ? own(policy, "granular") : undefined;
  if (!isTable(switches)) return undefined;
  return Object.fromEntries(Object.keys(GRANULAR).map((name) => [name, own(switches, name) === true]));
}

/**
 * True when approval policy `a` lets strictly more happen without a person than `b`. `untrusted` is the strictest; the
 * others tie, because none of them lets anything leave the sandbox unasked; two granular policies compare switch by
 * switch, false being stricter.
 */
export function looserApproval(a: unknown, b: unknown): boolean {
  if (equal(a, b)) return false;
  if (b === "untrusted") return true;
  const left = granularOf(a);
  const right = granularOf(b);
  if (left && right) return Object.keys(left).some((name) => left[name] && !right[name]);
  return false;
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** True when value `a` of a safety key allows something that `b` does not. Values outside an order count as loosest. */
export function looser(strict: Strictness, a: unknown, b: unknown): boolean {
  switch (strict.by) {
    case "order": {
      const rank = (value: unknown): number => {
        const at = strict.order.indexOf(value as string | boolean);
        return at < 0 ? strict.order.length : at;
      };
      return rank(a) > rank(b);
    }
    case "approval":
      return looserApproval(a, b);
    case "subset":
      return items(a).some((item) => !items(b).some((other) => equal(item, other)));
    case "superset":
      return items(b).some((item) => !items(a).some((other) => equal(item, other)));
    case "lower":
      return typeof a === "number" && typeof b === "number" && a > b;
  }
}
