import { ConfigError, placeOf } from "../config-error.ts";
import { formatKeyPath, type KeyPath, valueAt } from "../key-path.ts";
import { granularOf, looser } from "../keys/looser.ts";
import { type Key, type Keys, list, PATH } from "../keys/shape.ts";
import { originIn } from "../layer.ts";
import { canonical, equal, isTable, own, put, type Table } from "../table.ts";
import { type Combine, combineOf, type RequirementKey } from "./combine-rule.ts";
import { meetPatterns } from "./domain-pattern.ts";
import { REQUIREMENT_KEYS } from "./keys.ts";
import type { RequirementSource } from "./source.ts";

/** The canonical keys: those of files, and the list that `[permissions.filesystem]` becomes. */
const CANONICAL_KEYS: Keys = {
  ...REQUIREMENT_KEYS,
  deny_read: {
    shape: list(PATH),
    summary: "Paths and globs that nothing may read.",
    combine: { kind: "union" },
  } as RequirementKey,
};

/** All sources as one. */
export interface Requirements {
  /** The sources, in a fixed order. */
  readonly sources: readonly RequirementSource[];
  /** Canonical spelling: `deny_read` for the list of `[permissions.filesystem]`, identities of a server as a list. */
  readonly values: Table;
}

interface Part {
  readonly source: RequirementSource;
  readonly value: unknown;
}

function unique(values: readonly unknown[]): readonly unknown[] {
  const byText = new Map(values.map((value) => [canonical(value), value]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

function conflict(parts: readonly Part[], path: KeyPath, what: string): never {
  const places = parts.map((part) => placeOf(originIn(part.source))).join(" and ");
  throw new ConfigError(
    "requirements_conflict",
    `${formatKeyPath(path)}: ${what} (${places}); an admin must make them agree`,
    {
      origin: originIn(parts[0]!.source),
      key: formatKeyPath(path),
    },
  );
}

/** The approval policies that two lists have in common; granular ones meet switch by switch. */
function meetApprovals(a: readonly unknown[], b: readonly unknown[]): readonly unknown[] {
  const words = a.filter((one) => typeof one === "string" && b.includes(one));
  const tables = a.flatMap((one) =>
    b.map((other) => meetGranular(one, other)).filter((met) => met !== undefined),
  );
  return unique([...words, ...tables]);
}

/** The strictest common ground of two granular policies: a switch is on where both have it on. */
export function meetGranular(a: unknown, b: unknown): unknown {
  const left = granularOf(a);
  const right = granularOf(b);
  if (!left || !right) return undefined;
  return {
    granular: Object.fromEntries(
      Object.keys(left).map((name) => [name, left[name] === true && right[name] === true]),
    ),
  };
}

function lists(parts: readonly Part[]): readonly (readonly unknown[])[] {
  return parts.map((part) => part.value as readonly unknown[]);
}

function tables(parts: readonly Part[]): readonly (Part & { readonly value: Table })[] {
  return parts.filter((part): part is Part & { readonly value: Table } => isTable(part.value));
}

function namesOf(parts: readonly Part[]): readonly string[] {
  return [...new Set(tables(parts).flatMap((part) => Object.keys(part.value)))].sort();
}

function at(parts: readonly Part[], name: string): readonly Part[] {
  return tables(parts).flatMap((part) =>
    own(part.value, name) === undefined ? [] : [{ source: part.source, value: own(part.value, name) }],
  );
}

function versionNumbers(version: string): readonly number[] {
  return (/^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
}

/** Negative, zero or positive as version `a` is older than, the same as or newer than `b`; what follows the patch number does not count. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [versionNumbers(a), versionNumbers(b)];
  for (let i = 0; i < 3; i++) {
    const d = (left[i] ?? 0) - (right[i] ?? 0);
    if (d !== 0) return d;
  }
  return 0;
}

function patterns(value: unknown, what: "allow" | "deny"): readonly string[] {
  if (!isTable(value)) return [];
  return Object.entries(value)
    .filter(([, one]) => one === what)
    .map(([name]) => name);
}

/** Every deny of any list; the allows that every list in `bounds` covers. */
function combineDomains(all: readonly unknown[], bounds: readonly unknown[]): Table {
  const result: Record<string, unknown> = {};
  const allows = bounds.map((bound) => patterns(bound, "allow"));
  for (const name of allows.length > 0 ? allows.reduce(meetPatterns) : []) put(result, name, "allow");
  for (const name of all.flatMap((one) => patterns(one, "deny"))) put(result, name, "deny");
  return Object.fromEntries(Object.entries(result).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Network limits; a source that allows only managed hosts bounds the others even where it allows none. */
function combineNetwork(keys: Keys, parts: readonly Part[], path: KeyPath): Table {
  const { domains: _, ...table } = combineTable(keys, parts, path) as Record<string, unknown>;
  const bounds = tables(parts)
    .filter(
      (part) =>
        own(part.value, "managed_allowed_domains_only") === true ||
        patterns(own(part.value, "domains"), "allow").length > 0,
    )
    .map((part) => own(part.value, "domains"));
  const domains = combineDomains(
    at(parts, "domains").map((part) => part.value),
    bounds,
  );
  return Object.keys(domains).length > 0 ? { ...table, domains } : table;
}

/** Combines the values of one key. `parts` is not empty; the result does not depend on its order. */
function combine(rule: Combine, key: Key | undefined, parts: readonly Part[], path: KeyPath): unknown {
  const [first] = parts;
  switch (rule.kind) {
    case "agree": {
      const other = parts.find((part) => !equal(part.value, first!.value));
      if (other) conflict([first!, other], path, "two sources demand different values");
      return first!.value;
    }
    case "strictest":
      return parts.map((part) => part.value).reduce((a, b) => (looser(rule.strict, a, b) ? b : a));
    case "highest":
      return parts.map((part) => part.value as string).reduce((a, b) => (compareVersions(a, b) < 0 ? b : a));
    case "join":
      return unique(parts.map((part) => (part.value as string).trim()).filter((text) => text !== "")).join(
        "\n\n",
      );
    case "union":
      return unique(lists(parts).flat());
    case "intersect": {
      const always = rule.always === undefined ? [] : [rule.always];
      const common = lists(parts)
        .map((one) => unique([...one, ...always]))
        .reduce((a, b) => a.filter((item) => b.some((other) => equal(item, other))));
      if (common.length === 0 && lists(parts).every((one) => one.length > 0))
        conflict(parts, path, "no value is allowed by every source");
      return common;
    }
    case "intersect-approvals": {
      const common = lists(parts).map(unique).reduce(meetApprovals);
      if (common.length === 0) conflict(parts, path, "no approval policy is allowed by every source");
      return common;
    }
    case "keys":
      return combineTable(key?.shape.kind === "table" ? key.shape.keys : {}, parts, path);
    case "names":
      return Object.fromEntries(
        namesOf(parts).map((name) => [name, combine(rule.each, undefined, at(parts, name), [...path, name])]),
      );
    case "allowed-names":
      return Object.fromEntries(
        namesOf(parts).map((name) => [name, parts.every((part) => own(part.value as Table, name) === true)]),
      );
    case "allowlist": {
      const common = namesOf(parts).filter((name) =>
        parts.every((part) => own(part.value as Table, name) !== undefined),
      );
      return Object.fromEntries(
        common.map((name) => [name, unique(at(parts, name).map((part) => part.value))]),
      );
    }
    case "domains": {
      const values = parts.map((part) => part.value);
      return combineDomains(
        values,
        values.filter((value) => patterns(value, "allow").length > 0),
      );
    }
    case "network":
      return combineNetwork(key?.shape.kind === "table" ? key.shape.keys : {}, parts, path);
  }
}

function combineTable(keys: Keys, parts: readonly Part[], path: KeyPath): Table {
  const result: Record<string, unknown> = {};
  for (const name of namesOf(parts)) {
    const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
    put(result, name, combine(combineOf(key), key, at(parts, name), [...path, name]));
  }
  return result;
}

/**
 * Combines all sources: for every key the result is no looser than what any single source demands, and the order of the
 * sources does not matter.
 *
 * @throws {ConfigError} `requirements_conflict` where no value satisfies every source.
 */
export function combineRequirements(given: readonly RequirementSource[]): Requirements {
  const name = (source: RequirementSource): string => `${source.id}\0${source.file ?? ""}`;
  // A fixed order, so that messages name the same source whatever the order of reading was.
  const sources = given.toSorted((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0));
  const parts = sources
    .filter((source) => Object.keys(source.values).length > 0)
    .map((source) => ({ source, value: source.values }));
  return { sources, values: parts.length === 0 ? {} : combineTable(CANONICAL_KEYS, parts, []) };
}

/** Where in a source's file a canonical key is written. */
export function writtenPath(path: KeyPath): KeyPath {
  return path[0] === "deny_read" ? ["permissions", "filesystem", ...path] : path;
}

/** The source to name for a limit: the first one that has the key and, if `guilty` is given, whose value fits it. */
export function blame(
  requirements: Requirements,
  path: KeyPath,
  guilty: (value: unknown) => boolean = () => true,
): RequirementSource {
  const having = requirements.sources.filter((source) => valueAt(source.values, path) !== undefined);
  return (
    having.find((source) => guilty(valueAt(source.values, path))) ??
    having[0] ?? { kind: "system", id: "requirements", values: {} }
  );
}
