import type { Finding } from "./finding.ts";
import { formatKeyPath, type KeyPath, valueAt } from "./key-path.ts";
import { looser } from "./keys/looser.ts";
import type { Key, Keys, ProjectRule } from "./keys/shape.ts";
import { CONFIG_KEYS } from "./keys/table.ts";
import { BUILT_IN_PROFILES } from "./keys/values.ts";
import type { Layer } from "./layer.ts";
import { mergeTables } from "./merge.ts";
import { shown } from "./parse-layer.ts";
import { sandboxChoice } from "./sandbox-choice.ts";
import { isTable, own, put, type Table } from "./table.ts";

interface Below {
  readonly values: Table;
  readonly layers: readonly Layer[];
}

const NEVER =
  "the files of a project may not set it, because that could widen what the agent may do; put it in your own config.toml";

/** Why a project's sandbox setting is refused, or `undefined` where it only tightens. */
function sandboxRefusal(name: string, value: unknown, below: Below): string | undefined {
  const choice = sandboxChoice(below.layers);
  const wanted = name === "sandbox_mode" ? value : own(BUILT_IN_PROFILES as Table, String(value));
  if (wanted === undefined) return "a project may choose only a built-in profile";
  if (!choice) return undefined;
  const current =
    choice.key === "sandbox_mode" ? choice.value : own(BUILT_IN_PROFILES as Table, choice.value);
  if (current === undefined)
    return `it would replace the profile ${choice.value} of ${choice.layer.id}, whose limits it may not have`;
  const strict = CONFIG_KEYS["sandbox_mode"]!.strict!;
  return looser(strict, wanted, current)
    ? `${shown(value)} would widen ${shown(choice.value)} of ${choice.layer.id}`
    : undefined;
}

function refusal(
  key: Key,
  rule: ProjectRule,
  path: KeyPath,
  value: unknown,
  below: Below,
): string | undefined {
  if (rule === "never") return NEVER;
  if (rule === "set") return undefined;
  if (path.length === 1 && (path[0] === "sandbox_mode" || path[0] === "default_permissions"))
    return sandboxRefusal(path[0], value, below);
  const current = valueAt(below.values, path);
  if (!key.strict) return NEVER;
  return looser(key.strict, value, current)
    ? `${shown(value)} would widen ${current === undefined ? "the default" : shown(current)}`
    : undefined;
}

/**
 * Keeps of a trusted project's file what may stand there: an allowlist of keys, and of the safety keys only values that
 * are no looser than what the layers below give. Each ignored key is a finding with the reason.
 */
export function filterProject(
  layer: Layer,
  belowLayers: readonly Layer[],
): { readonly layer: Layer; readonly findings: readonly Finding[] } {
  const values = belowLayers.map((one) => one.values).reduce(mergeTables, {});
  const below: Below = { values, layers: belowLayers };
  const findings: Finding[] = [];
  const walk = (keys: Keys, table: Table, path: KeyPath, inherited: ProjectRule): Table => {
    const kept: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(table)) {
      const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
      if (!key) continue;
      const at = [...path, name];
      const rule = key.project ?? inherited;
      if (key.shape.kind === "table" && isTable(value)) {
        const inner = walk(key.shape.keys, value, at, rule);
        if (Object.keys(inner).length > 0) put(kept, name, inner);
        continue;
      }
      const reason = refusal(key, rule, at, value, below);
      if (reason === undefined) put(kept, name, value);
      else
        findings.push({
          severity: "warn",
          code: "project_key_ignored",
          text: `${formatKeyPath(at)} is ignored: ${reason}`,
          layer,
          path: at,
        });
    }
    return kept;
  };
  return { layer: { ...layer, values: walk(CONFIG_KEYS, layer.values, [], "never") }, findings };
}
