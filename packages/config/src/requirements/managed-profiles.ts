import { ConfigError } from "../config-error.ts";
import type { Clamp } from "../effective-config.ts";
import { type Layer, originIn } from "../layer.ts";
import { proposals } from "../merge.ts";
import { isTable, own, type Table } from "../table.ts";
import { blame, type Requirements } from "./combine.ts";

/**
 * The profiles that requirements define, with the record that they did.
 *
 * @throws {ConfigError} where a configuration file defines a profile of the same name.
 */
export function managedProfiles(
  merged: { readonly layers: readonly Layer[]; readonly values: Table },
  requirements: Requirements,
): { readonly profiles: Table; readonly clamps: readonly Clamp[] } {
  const profiles = requirements.values["permissions"];
  if (!isTable(profiles)) return { profiles: {}, clamps: [] };
  const mine = own(merged.values, "permissions");
  const clamps: Clamp[] = [];
  for (const name of Object.keys(profiles)) {
    const path = ["permissions", name];
    const by = blame(requirements, path);
    if (isTable(mine) && own(mine, name) !== undefined) {
      const layer = proposals(merged.layers, path)[0]?.layer;
      throw new ConfigError(
        "requirements",
        `permissions.${name} is a managed profile of ${by.file ?? by.id}; give yours another name`,
        {
          ...(layer ? { origin: originIn(layer) } : {}),
          key: `permissions.${JSON.stringify(name)}`,
        },
      );
    }
    clamps.push({ path, from: undefined, to: profiles[name], by, byPath: path });
  }
  return { profiles, clamps };
}
