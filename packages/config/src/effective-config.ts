import { placeOf } from "./config-error.ts";
import type {
  Effective,
  Explanation,
  LoadedConfig,
  Notice,
  Origin,
  ProjectFacts,
  Proposal,
} from "./effective.ts";
import type { Finding } from "./finding.ts";
import { findPath, formatKeyPath, type KeyPath, parseKeyPath, valueAt } from "./key-path.ts";
import { type Layer, type Locate, originIn } from "./layer.ts";
import { proposals } from "./merge.ts";
import { sandboxChoice } from "./sandbox-choice.ts";
import { equal, type Table } from "./table.ts";

/** One value that requirements changed, or set where nobody had asked. */
export interface Clamp {
  readonly path: KeyPath;
  readonly from: unknown;
  readonly to: unknown;
  readonly by: Pick<Layer, "id" | "file">;
  /** Where in the requirements it says so. */
  readonly byPath: KeyPath;
}

/** Everything that an {@link Effective} is made of. */
export interface EffectiveParts {
  readonly layers: readonly Layer[];
  readonly disabled: readonly Layer[];
  readonly values: Table;
  readonly clamps: readonly Clamp[];
  readonly findings: readonly Finding[];
  readonly trust: Effective["trust"];
  readonly projectRoot: string;
  readonly ruleFolders: Effective["ruleFolders"];
  readonly managedRules: readonly {
    readonly rule: unknown;
    readonly layer: Pick<Layer, "id" | "file">;
    readonly path: KeyPath;
  }[];
  readonly requirements: LoadedConfig["requirements"];
  readonly project?: ProjectFacts;
  readonly compat?: "codex";
  readonly digest: string;
}

/** Finds a key in a file; keyed by file. */
export type Locators = ReadonlyMap<string, Locate>;

function keyPath(key: string | KeyPath, values: Table): KeyPath {
  return findPath(values, typeof key === "string" ? parseKeyPath(key) : key);
}

/** Builds the readable view of a resolved configuration. With `locators` every origin in a file has line and column. */
export function effectiveOf(
  parts: EffectiveParts,
  locators: Locators = new Map(),
): Omit<LoadedConfig, "override"> {
  const originOf = (layer: Pick<Layer, "id" | "file">, path: KeyPath): Origin => {
    const position = layer.file === undefined ? undefined : locators.get(layer.file)?.(path);
    return originIn(layer, position);
  };
  const clampOf = (path: KeyPath): Clamp | undefined =>
    parts.clamps.findLast(
      (clamp) => clamp.path.length <= path.length && clamp.path.every((part, i) => part === path[i]),
    );

  const explain = (key: string | KeyPath): Explanation | undefined => {
    const path = keyPath(key, parts.values);
    const value = valueAt(parts.values, path);
    const found = proposals(parts.layers, path);
    const proposed: readonly Proposal[] = found.map((one) => ({
      value: one.value,
      origin: originOf(one.layer, path),
    }));
    const clamp = clampOf(path);
    const name = formatKeyPath(path);
    if (clamp) {
      const winner = originOf(clamp.by, clamp.byPath);
      const from = valueAt(clamp.from, path.slice(clamp.path.length));
      const [asked, ...rest] = proposed;
      const changed = asked !== undefined && !equal(from, value);
      return {
        key: name,
        value,
        winner,
        overridden: changed ? rest : proposed,
        ...(changed ? { clampedFrom: { value: from, origin: asked.origin } } : {}),
        clampedBy: winner,
      };
    }
    const [winner, ...overridden] = proposed;
    if (!winner) return undefined;
    const choice = value === undefined ? sandboxChoice(parts.layers) : undefined;
    if (choice && (name === "sandbox_mode" || name === "default_permissions")) {
      return { key: name, value, winner: originOf(choice.layer, [choice.key]), overridden: proposed };
    }
    return { key: name, value, winner: winner.origin, overridden };
  };

  const notices: readonly Notice[] = parts.findings.map((finding) => ({
    severity: finding.severity,
    code: finding.code,
    text: finding.asked
      ? finding.text.replaceAll("{asked}", placeOf(originOf(finding.asked.layer, finding.asked.path)))
      : finding.text,
    ...(finding.layer ? { origin: originOf(finding.layer, finding.path ?? []) } : {}),
    ...((finding.key ?? finding.path) ? { key: formatKeyPath(finding.key ?? finding.path ?? []) } : {}),
  }));

  return {
    v: 1,
    // Checked against the key table, from which the type is made.
    values: parts.values as LoadedConfig["values"],
    get: (key) => valueAt(parts.values, keyPath(key, parts.values)),
    explain,
    notices,
    trust: parts.trust,
    projectRoot: parts.projectRoot,
    ruleFolders: parts.ruleFolders,
    managedRules: parts.managedRules.map((one) => ({
      rule: one.rule,
      origin: originOf(one.layer, one.path),
    })),
    get digest() {
      return parts.digest;
    },
    requirements: parts.requirements,
    layers: [...parts.layers, ...parts.disabled].map((layer) => ({
      id: layer.id,
      kind: layer.kind,
      ...(layer.file === undefined ? {} : { file: layer.file }),
      ...(layer.disabled === undefined ? {} : { disabled: layer.disabled }),
      values: layer.values,
    })),
    ...(parts.project ? { project: parts.project } : {}),
    ...(parts.compat ? { compat: parts.compat } : {}),
  };
}
