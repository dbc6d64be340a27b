import type { Key, Keys, Shape, Strictness } from "../keys/shape.ts";

/**
 * How the values of several sources become one. Each rule gives a value that is no looser than any of its inputs, and
 * none depends on the order of the sources.
 */
export type Combine =
  /** Only what every source lists; nothing left is a conflict. */
  | { readonly kind: "intersect"; readonly always?: string }
  /** Like intersect, with granular approval policies meeting switch by switch. */
  | { readonly kind: "intersect-approvals" }
  /** Everything that any source lists. */
  | { readonly kind: "union" }
  /** The strictest value. */
  | { readonly kind: "strictest"; readonly strict: Strictness }
  /** All sources must say the same. */
  | { readonly kind: "agree" }
  /** All texts, one after the other. */
  | { readonly kind: "join" }
  /** The highest version. */
  | { readonly kind: "highest" }
  /** Key by key. */
  | { readonly kind: "keys" }
  /** Name by name, each with one rule; names of any source count. */
  | { readonly kind: "names"; readonly each: Combine }
  /** A name counts only where every source has it; what they say about it must all hold. */
  | { readonly kind: "allowlist" }
  /** Allowed only where every source says true. */
  | { readonly kind: "allowed-names" }
  /** Host patterns: every deny, and the allows that every source with allows covers. */
  | { readonly kind: "domains" }
  /** Key by key, where a source that allows only managed hosts bounds the hosts of all others. */
  | { readonly kind: "network" };

/** One key of requirements.toml. */
export interface RequirementKey extends Key {
  readonly combine: Combine;
  /** Known to Codex, of no use here: accepted with a notice. */
  readonly elsewhere?: true;
}

/** False is stricter, and wins. */
export const FALSE_FIRST: Combine = { kind: "strictest", strict: { by: "order", order: [false, true] } };
/** True is stricter, and wins. */
export const TRUE_FIRST: Combine = { kind: "strictest", strict: { by: "order", order: [true, false] } };
/** All sources must say the same. */
export const AGREE: Combine = { kind: "agree" };
/** Everything that any source lists. */
export const UNION: Combine = { kind: "union" };
/** Key by key. */
export const KEYS: Combine = { kind: "keys" };

/** One key. */
export function key(shape: Shape, combine: Combine, summary: string): RequirementKey {
  return { shape, combine, summary };
}

/** One key that Codex does not have. */
export function own(shape: Shape, combine: Combine, summary: string): RequirementKey {
  return { shape, combine, summary, own: true };
}

/** One key of Codex that has no use here. */
export function elsewhere(summary: string): RequirementKey {
  return { shape: { kind: "anything" }, combine: AGREE, summary, elsewhere: true };
}

/** Every leaf of some config keys as pins on which all sources must agree. */
export function pins(keys: Keys): Keys {
  return Object.fromEntries(
    Object.entries(keys).map(
      ([name, { default: _, ...rest }]): [string, Key & { readonly combine: Combine }] => [
        name,
        {
          ...rest,
          combine: rest.strict
            ? { kind: "strictest", strict: rest.strict }
            : rest.shape.kind === "map"
              ? { kind: "names", each: AGREE }
              : AGREE,
        },
      ],
    ),
  );
}

/** The rule of a key; keys of shared tables that declare none must be the same in all sources. */
export function combineOf(one: Key | undefined): Combine {
  return (one as RequirementKey | undefined)?.combine ?? AGREE;
}
