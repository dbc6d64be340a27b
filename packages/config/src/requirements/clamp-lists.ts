import { granularOf, looser, looserApproval } from "../keys/looser.ts";
import { CONFIG_KEYS } from "../keys/table.ts";
import { equal } from "../table.ts";
import { type ClampState, text } from "./clamp-state.ts";
import { meetGranular } from "./combine.ts";

function namesOf(allowed: readonly unknown[]): string {
  return allowed.length === 0 ? "nothing" : allowed.map(text).join(", ");
}

/**
 * Applies a list of allowed words to a key that has an order: the loosest allowed value that is no looser than the one
 * in force.
 */
export function clampChoice(state: ClampState, key: string, list: string, always?: string): void {
  const listed = state.required(list);
  if (!Array.isArray(listed)) return;
  const allowed = always === undefined ? listed : [...new Set([...listed, always])];
  const asked = state.get(key);
  if (allowed.includes(asked)) return;
  const strict = CONFIG_KEYS[key]!.strict!;
  const candidates = allowed.filter((value) => !looser(strict, value, asked));
  if (candidates.length === 0) {
    state.refuse(
      [key],
      [list],
      `${text(asked)} is not allowed, and what is allowed (${namesOf(allowed)}) is looser, which nobody but you may choose; set ${key} yourself`,
    );
  }
  const best = candidates.reduce((a, b) => (looser(strict, b, a) ? b : a));
  const guilty = (value: unknown): boolean => Array.isArray(value) && !value.includes(asked);
  state.set(
    [key],
    best,
    { path: [list], guilty },
    { why: `the requirements allow ${namesOf(allowed)}`, always: true },
  );
}

/**
 * Applies the list of allowed approval policies. A granular policy that is as strict as an allowed granular one is
 * allowed; one that is not loses the switches that are too many.
 */
export function clampApproval(state: ClampState): void {
  const allowed = state.required("allowed_approval_policies");
  if (!Array.isArray(allowed)) return;
  const asked = state.get("approval_policy");
  const granular = granularOf(asked) !== undefined;
  if (
    allowed.some(
      (value) =>
        equal(value, asked) || (granular && granularOf(value) !== undefined && !looserApproval(asked, value)),
    )
  )
    return;
  const met = granular
    ? allowed.map((value) => meetGranular(asked, value)).filter((value) => value !== undefined)
    : [];
  const words = ["on-request", "never"].filter((word) => allowed.includes(word));
  const tables = granular ? [] : allowed.filter((value) => granularOf(value) !== undefined);
  // The strictest comes last: it is the nearest only where nothing that ties is allowed.
  const last = allowed.includes("untrusted") ? ["untrusted"] : [];
  const candidates = [...met, ...words, ...tables, ...last].filter((value) => !looserApproval(value, asked));
  const names = namesOf(allowed);
  if (candidates.length === 0) {
    state.refuse(
      ["approval_policy"],
      ["allowed_approval_policies"],
      `${text(asked)} is not allowed, and what is allowed (${names}) is looser; set approval_policy yourself, or trust the project`,
    );
  }
  const [best] = candidates;
  const guilty = (value: unknown): boolean => Array.isArray(value) && !value.some((one) => equal(one, asked));
  state.set(
    ["approval_policy"],
    best,
    { path: ["allowed_approval_policies"], guilty },
    { why: `the requirements allow ${names}`, always: true },
  );
}
