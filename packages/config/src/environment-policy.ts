import { ConfigError } from "./config-error.ts";
import type { Layer } from "./layer.ts";
import { isTable, own, type Table } from "./table.ts";

type Filters = ReadonlyMap<string, { readonly pattern: string; readonly what: "include" | "exclude" }>;

/**
 * The filters of one policy table, by lower-cased pattern.
 *
 * @throws {ConfigError} where one file uses both spellings.
 */
export function shellFilters(layer: Pick<Layer, "id" | "file">, policy: Table): Table | undefined {
  const filters = own(policy, "filters");
  if (!isTable(filters)) return undefined;
  const other = ["exclude", "include_only"].find((name) => own(policy, name) !== undefined);
  if (other !== undefined) {
    throw new ConfigError(
      "bad_value",
      `shell_environment_policy has both filters and ${other}; keep one of the two spellings`,
      {
        origin: { layer: layer.id, ...(layer.file === undefined ? {} : { file: layer.file }) },
        key: `shell_environment_policy.${other}`,
      },
    );
  }
  return filters;
}

function lists(filters: Filters): {
  readonly exclude: readonly string[];
  readonly include_only: readonly string[];
} {
  const of = (what: string): readonly string[] =>
    [...filters.values()].filter((one) => one.what === what).map((one) => one.pattern);
  return { exclude: of("exclude"), include_only: of("include") };
}

/**
 * Rewrites the environment filters of a stack, lowest first, so that each layer holds the two complete lists that are
 * in force with it: `filters` adds to what is below by pattern; an array replaces its list, and a pattern that it adds
 * leaves the opposite list.
 */
export function foldEnvironmentPolicy<L extends { readonly values: Table }>(
  layers: readonly L[],
): readonly L[] {
  let state: Filters = new Map();
  return layers.map((layer) => {
    const policy = own(layer.values, "shell_environment_policy");
    if (!isTable(policy)) return layer;
    const next = new Map(state);
    const filters = own(policy, "filters");
    const touched =
      isTable(filters) || ["exclude", "include_only"].some((name) => Array.isArray(own(policy, name)));
    if (!touched) return layer;
    if (isTable(filters)) {
      for (const [pattern, what] of Object.entries(filters))
        next.set(pattern.toLowerCase(), { pattern, what: what === "include" ? "include" : "exclude" });
    }
    for (const [name, what] of [
      ["exclude", "exclude"],
      ["include_only", "include"],
    ] as const) {
      const patterns = own(policy, name);
      if (!Array.isArray(patterns)) continue;
      for (const [key, one] of [...next]) if (one.what === what) next.delete(key);
      for (const pattern of patterns as string[]) next.set(pattern.toLowerCase(), { pattern, what });
    }
    const before = lists(state);
    const after = lists(next);
    state = next;
    const { filters: _, exclude: __, include_only: ___, ...rest } = policy as Record<string, unknown>;
    const own_ = (name: "exclude" | "include_only"): boolean =>
      Array.isArray(own(policy, name)) || after[name].join("\0") !== before[name].join("\0");
    const folded = {
      ...rest,
      ...(own_("exclude") ? { exclude: after.exclude } : {}),
      ...(own_("include_only") ? { include_only: after.include_only } : {}),
    };
    return { ...layer, values: { ...layer.values, shell_environment_policy: folded } };
  });
}
