import type { DomainEntry, Origin } from "./decision.ts";
import { NetworkError, placed } from "./network-error.ts";
import { PRESETS, type Preset } from "./presets.ts";

/**
 * Finds a preset by `name` or `name@version`.
 *
 * @throws {NetworkError} `bad-preset` when there is none of that name, or only another version.
 */
export function findPreset(written: string): Preset {
  const [name = "", version, ...more] = written.split("@");
  const found = PRESETS.find((preset) => preset.name === name);
  if (!found || more.length > 0) {
    const names = PRESETS.map((preset) => preset.name).join(", ");
    throw new NetworkError("bad-preset", `${JSON.stringify(written)} is no preset; there are ${names}`);
  }
  if (version !== undefined && version !== String(found.version)) {
    const now = `${name}@${found.version}`;
    throw new NetworkError(
      "bad-preset",
      `${written} is not here, only ${now}: look at what changed, then name that`,
    );
  }
  return found;
}

/**
 * The entries of the domain table that presets stand for. Their origin names the preset as its layer, and the file that asked
 * for it; a deny of any other layer still counts over them.
 *
 * @throws {NetworkError} `bad-preset` for a name or a version that is not here.
 */
export function expandPresets(written: readonly string[], origin?: Origin): readonly DomainEntry[] {
  return written.flatMap((each) => {
    const { name, version, hosts } = placed(origin, () => findPreset(each));
    const from: Origin = { ...origin, layer: `preset ${name}@${version}` };
    return hosts.map(({ pattern }): DomainEntry => ({ pattern, decision: "allow", origin: from }));
  });
}
