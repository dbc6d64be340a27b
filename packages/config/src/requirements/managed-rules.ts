import type { KeyPath } from "../key-path.ts";
import type { Layer } from "../layer.ts";
import { isTable, own, type Table } from "../table.ts";
import type { Requirements } from "./combine.ts";

/** One managed rule with the place it was written at. */
export interface ManagedRule {
  readonly rule: Table;
  readonly layer: Pick<Layer, "id" | "file">;
  readonly path: KeyPath;
}

/** The command rules of all sources, in the order of the sources. They are additions: the strictest match wins. */
export function managedRules(requirements: Requirements): readonly ManagedRule[] {
  return requirements.sources.flatMap((source) => {
    const rules = own(source.values, "rules");
    const list = isTable(rules) ? own(rules, "prefix_rules") : undefined;
    if (!Array.isArray(list)) return [];
    return list
      .filter(isTable)
      .map((rule, i) => ({ rule, layer: source, path: ["rules", "prefix_rules", String(i)] }));
  });
}
