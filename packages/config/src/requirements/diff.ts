import { ConfigError } from "../config-error.ts";
import { formatKeyPath, type KeyPath, valueAt, withValue } from "../key-path.ts";
import { leaves } from "../merge.ts";
import { equal, isTable, type Table } from "../table.ts";
import { combineRequirements, writtenPath } from "./combine.ts";
import type { RequirementSource } from "./source.ts";

/** One difference between two requirement files. */
export interface RequirementChange {
  /** Dotted key. */
  readonly key: string;
  /** `changes`: neither is stricter than the other. */
  readonly kind: "tightens" | "loosens" | "changes";
  /** Value of the old file. */
  readonly before: unknown;
  /** Value of the new file. */
  readonly after: unknown;
}

/** Keys whose presence is itself a limit, compared whole. */
const WHOLE: ReadonlySet<string> = new Set([
  "mcp_servers",
  "allowed_permission_profiles",
  "permissions",
  "rules",
  "hooks",
  "config_server",
]);

function keysOf(values: Table): readonly KeyPath[] {
  return Object.keys(values).flatMap((name): readonly KeyPath[] => {
    const value = values[name];
    if (!isTable(value) || WHOLE.has(name)) return [[name]];
    if (name === "experimental_network") return Object.keys(value).map((inner) => [name, inner]);
    return leaves(value, [name]);
  });
}

/** The value of one key combined from both, or `undefined` where they contradict each other. */
function meet(path: KeyPath, a: unknown, b: unknown): unknown {
  const source = (value: unknown): RequirementSource => ({
    kind: "system",
    id: "diff",
    values: withValue({}, path, value),
  });
  try {
    return valueAt(combineRequirements([source(a), source(b)]).values, path);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function alone(path: KeyPath, value: unknown): unknown {
  return meet(path, value, value);
}

/** A value that limits nothing, such as a switch that allows. */
function limitsNothing(path: KeyPath, value: unknown): boolean {
  const opens =
    value === true &&
    path[0] !== "features" &&
    !path.at(-1)!.startsWith("managed_") &&
    !path.at(-1)!.startsWith("allow_managed");
  const quiet =
    value === false && (path.at(-1)!.startsWith("managed_") || path.at(-1)!.startsWith("allow_managed"));
  return opens || quiet;
}

/** Says for each key that differs whether the new requirements are stricter. */
export function diffRequirements(
  before: RequirementSource,
  after: RequirementSource,
): readonly RequirementChange[] {
  const paths = new Map(
    [...keysOf(before.values), ...keysOf(after.values)].map((path) => [JSON.stringify(path), path]),
  );
  return [...paths.values()].flatMap((path): readonly RequirementChange[] => {
    const [a, b] = [valueAt(before.values, path), valueAt(after.values, path)];
    if (equal(a, b)) return [];
    const change = (kind: RequirementChange["kind"]): readonly RequirementChange[] => [
      { key: formatKeyPath(writtenPath(path)), kind, before: a, after: b },
    ];
    if (path[0] === "models" || path[0] === "default_permissions") return change("changes");
    if (a === undefined) return change(limitsNothing(path, b) ? "changes" : "tightens");
    if (b === undefined) return change(limitsNothing(path, a) ? "changes" : "loosens");
    const both = meet(path, a, b);
    if (both === undefined) return change("changes");
    if (equal(both, alone(path, b))) return change("tightens");
    return change(equal(both, alone(path, a)) ? "loosens" : "changes");
  });
}
