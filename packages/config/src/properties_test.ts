import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ConfigError } from "./config-error.ts";
import { tomlValue } from "./edit/toml-value.ts";
import { effectiveOf } from "./effective-config.ts";
import type { KeyPath } from "./key-path.ts";
import { valueAt } from "./key-path.ts";
import { looser } from "./keys/looser.ts";
import type { Keys, Strictness } from "./keys/shape.ts";
import { CONFIG_KEYS } from "./keys/table.ts";
import type { Layer } from "./layer.ts";
import { leaves, mergeTables } from "./merge.ts";
import { applyRequirements, type Clamped } from "./requirements/clamp.ts";
import { combineRequirements } from "./requirements/combine.ts";
import { covers } from "./requirements/domain-pattern.ts";
import { managedProfiles } from "./requirements/managed-profiles.ts";
import { parseRequirements } from "./requirements/parse.ts";
import type { RequirementSource } from "./requirements/source.ts";
import { defaultLayer, finishMerge, type Merged, mergeLayers } from "./resolve.ts";
import { modeOfProfile } from "./sandbox-choice.ts";
import { equal, isTable, type Table } from "./table.ts";

const RUNS = Number(process.env["PADDOCK_RUNS"] ?? 200);

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });
const table = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Table> =>
  fc
    .record(Object.fromEntries(Object.entries(model).map(([key, one]) => [key, optional(one)])))
    .map((value) =>
      Object.fromEntries(Object.entries(value as Table).filter(([, inner]) => inner !== undefined)),
    );

const flag = fc.boolean();
const granular = fc
  .record({
    sandbox_approval: flag,
    rules: flag,
    mcp_elicitations: flag,
    skill_approval: flag,
    request_permissions: flag,
  })
  .map((switches) => ({ granular: switches }));
const approval = fc.oneof(fc.constantFrom("untrusted", "on-request", "never"), granular);
const mode = fc.constantFrom("read-only", "workspace-write", "danger-full-access");
const host = fc.constantFrom("a.test", "b.test", "*.a.test", "**.a.test", "x.a.test");
const domains = fc.dictionary(host, fc.constantFrom("allow", "deny"), { maxKeys: 4 });
const profile = fc.constantFrom(":read-only", ":workspace", ":danger-full-access", "mine");
const store = fc.constantFrom("ephemeral", "keyring", "auto", "file");
const server = fc.constantFrom("one", "two");

const userValues = table({
  sandbox_mode: mode,
  default_permissions: profile,
  approval_policy: approval,
  approvals_reviewer: fc.constantFrom("user", "auto_review"),
  web_search: fc.constantFrom("disabled", "cached", "indexed", "live"),
  allow_login_shell: flag,
  cli_auth_credentials_store: store,
  model: fc.constantFrom("m1", "m2"),
  sandbox_workspace_write: table({
    network_access: flag,
    writable_roots: fc.subarray(["/a", "/b"]),
    secrets: fc.constantFrom("hidden", "readable"),
  }),
  shell_environment_policy: table({
    inherit: fc.constantFrom("all", "core", "none"),
    exclude: fc.subarray(["A*", "B*"]),
    ignore_default_excludes: flag,
  }),
  features: fc.dictionary(fc.constantFrom("apps", "hooks"), flag),
  mcp_servers: fc.dictionary(
    server,
    fc.record({ command: fc.constantFrom("/bin/one", "/bin/two"), args: fc.subarray(["-a", "-b"]) }),
  ),
}).map((values) => ({
  ...values,
  permissions: {
    mine: {
      filesystem: { ":root": "read", "/data": "write" },
      network: { enabled: true, domains: { "a.test": "allow", "z.test": "allow" } },
    },
  },
}));

const matcher = fc.oneof(
  fc.record({ match: fc.constantFrom("exact", "prefix"), value: fc.constantFrom("-a", "-b", "-") }),
  fc.record({ match: fc.constant("regex"), expression: fc.constantFrom("-.", "-a") }),
);
const identity = fc.oneof(
  fc.record({ command: fc.constantFrom("/bin/one", "/bin/two") }),
  fc.record({
    command: fc.record({
      executable: fc.constantFrom("/bin/one", "/bin/two"),
      args: fc.array(matcher, { maxLength: 2 }),
    }),
  }),
);
const requirementValues = table({
  allowed_sandbox_modes: fc
    .subarray(["workspace-write", "danger-full-access"])
    .map((modes) => ["read-only", ...modes]),
  allowed_approval_policies: fc.array(approval, { minLength: 1, maxLength: 3 }),
  allowed_approvals_reviewers: fc.subarray(["user", "auto_review"], { minLength: 1 }),
  allowed_web_search_modes: fc.subarray(["cached", "indexed", "live"]),
  allow_login_shell: flag,
  cli_auth_credentials_store: store,
  features: fc.dictionary(fc.constantFrom("apps", "hooks"), flag),
  mcp_servers: fc.dictionary(server, fc.record({ identity })),
  allowed_models: fc.subarray(["m1", "m2"], { minLength: 1 }),
  shell_environment_policy: table({
    inherit: fc.constantFrom("all", "core", "none"),
    exclude: fc.subarray(["B*", "C*"]),
    ignore_default_excludes: flag,
  }),
  experimental_network: table({
    enabled: flag,
    domains,
    managed_allowed_domains_only: flag,
    allow_local_binding: flag,
  }),
  permissions: fc.subarray(["/secret", "/keys"]).map((deny_read) => ({ filesystem: { deny_read } })),
  auto_review: fc.subarray(["m1", "m2"]).map((required_on_models) => ({ required_on_models })),
}).chain((values) =>
  fc.oneof(
    fc.constant(values),
    fc.subarray([":danger-full-access", "mine"]).chain((more) => {
      const allowed = [":read-only", ":workspace", ...more];
      return optional(fc.constantFrom(...allowed)).map((fallback) => ({
        ...values,
        allowed_permission_profiles: Object.fromEntries(allowed.map((name) => [name, true])),
        ...(fallback === undefined ? {} : { default_permissions: fallback }),
      }));
    }),
  ),
);

const trust = fc.constantFrom("trusted" as const, "untrusted" as const, "unknown" as const);
const layersOf = (values: readonly Table[], level: "trusted" | "untrusted" | "unknown"): readonly Layer[] => [
  defaultLayer({ trust: level }),
  ...values.map(
    (one, i): Layer => ({ kind: i === 0 ? "system" : "user", id: `layer${i}`, base: "/", values: one }),
  ),
];
const sourceOf = (values: Table, i: number): RequirementSource => {
  const text = Object.entries(values)
    .map(([key, value]) => `${key} = ${tomlValue(value)}\n`)
    .join("");
  return parseRequirements(
    { kind: "system", id: `requirements${i}`, text, base: "/" },
    { resolvePath: (path) => path, hostname: "" },
  ).source;
};

interface Resolved extends Clamped {
  readonly merged: Merged;
}

/** The values in force, or undefined where nothing starts. */
function resolve(layers: readonly Layer[], sources: readonly RequirementSource[]): Resolved | undefined {
  try {
    const requirements = combineRequirements(sources);
    const merged = mergeLayers(layers);
    const complete = finishMerge(merged, managedProfiles(merged, requirements));
    return {
      ...applyRequirements(complete, requirements, { version: "1.0.0", workspace: "/w" }),
      merged: complete,
    };
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function safetyKeys(keys: Keys, path: KeyPath = []): readonly KeyPath[] {
  return Object.entries(keys).flatMap(([name, key]) => [
    ...(key.strict && name !== "sandbox_mode" ? [[...path, name]] : []),
    ...(key.shape.kind === "table" ? safetyKeys(key.shape.keys, [...path, name]) : []),
  ]);
}

function strictnessOf(path: KeyPath): NonNullable<Keys[string]["strict"]> {
  let keys = CONFIG_KEYS;
  for (const part of path.slice(0, -1)) keys = (keys[part]!.shape as { keys: Keys }).keys;
  return keys[path.at(-1)!]!.strict!;
}

function sandboxMode(values: Table): string {
  const name = values["default_permissions"];
  return typeof name === "string"
    ? modeOfProfile(name, values["permissions"] as Table)
    : String(values["sandbox_mode"]);
}

function allowedNames(value: unknown, test: (inner: unknown) => boolean): readonly string[] {
  return isTable(value) ? Object.keys(value).filter((name) => test(value[name])) : [];
}

/** Two granular policies may each be looser in one switch; only one that is looser and nowhere stricter counts. */
function strictlyLooser(strict: Strictness, a: unknown, b: unknown): boolean {
  return looser(strict, a, b) && (strict.by !== "approval" || !looser(strict, b, a));
}

/** Every safety value in which `after` allows more than `before`. */
function looserValues(before: Table, after: Table): readonly string[] {
  const found = safetyKeys(CONFIG_KEYS)
    .filter((path) => strictlyLooser(strictnessOf(path), valueAt(after, path), valueAt(before, path)))
    .map((path) => path.join("."));
  if (looser(CONFIG_KEYS["sandbox_mode"]!.strict!, sandboxMode(after), sandboxMode(before)))
    found.push("sandbox");
  const subset = (name: string, a: readonly string[], b: readonly string[]): void => {
    for (const item of a) if (!b.includes(item)) found.push(`${name}: ${item}`);
  };
  const running = (values: Table): readonly string[] =>
    allowedNames(values["mcp_servers"], (one) => !isTable(one) || one["enabled"] !== false);
  subset("mcp_servers", running(after), running(before));
  const hosts = (values: Table): readonly string[] =>
    allowedNames(valueAt(values, ["permissions", "mine", "network", "domains"]), (one) => one === "allow");
  subset("hosts", hosts(after), hosts(before));
  const hidden = (values: Table): readonly string[] =>
    (valueAt(values, ["permissions", "filesystem", "deny_read"]) ?? []) as string[];
  subset("deny_read", hidden(before), hidden(after));
  const on = (values: Table): boolean =>
    valueAt(values, ["permissions", "mine", "network", "enabled"]) === true;
  if (on(after) && !on(before)) found.push("network");
  return found;
}

describe("requirements", () => {
  it("make no safety value looser by adding a source, and start nothing that did not start", () => {
    fc.assert(
      fc.property(
        fc.array(userValues, { minLength: 1, maxLength: 2 }),
        trust,
        fc.array(requirementValues, { maxLength: 2 }),
        requirementValues,
        (user, level, some, one) => {
          const layers = layersOf(user, level);
          const before = resolve(layers, some.map(sourceOf));
          const after = resolve(layers, [...some, one].map(sourceOf));
          if (!after) return;
          assert.ok(before, "a source made something start that was refused");
          assert.deepEqual(looserValues(before.values, after.values), []);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("do not depend on the order of their sources", () => {
    fc.assert(
      fc.property(
        userValues,
        trust,
        fc.array(requirementValues, { minLength: 2, maxLength: 3 }),
        (user, level, all) => {
          const layers = layersOf([user], level);
          const sources = all.map(sourceOf);
          const [a, b] = [resolve(layers, sources), resolve(layers, sources.toReversed())];
          assert.equal(a === undefined, b === undefined);
          if (a && b) assert.ok(equal(a.values, b.values));
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("are not loosened by a network source that allows more hosts", () => {
    const network = table({
      domains,
      managed_allowed_domains_only: flag,
      enabled: flag,
      mode: fc.constantFrom("limited", "full"),
    });
    fc.assert(
      fc.property(fc.array(network, { minLength: 1, maxLength: 2 }), network, (some, one) => {
        const limits = (all: readonly Table[]): Table =>
          (combineRequirements(all.map((values) => ({ experimental_network: values })).map(sourceOf)).values[
            "experimental_network"
          ] ?? {}) as Table;
        const [before, after] = [limits(some), limits([...some, one])];
        const hosts = (values: Table, what: string): readonly string[] =>
          allowedNames(values["domains"], (value) => value === what);
        for (const denied of hosts(before, "deny")) assert.ok(hosts(after, "deny").includes(denied));
        if (before["managed_allowed_domains_only"] === true) {
          assert.equal(after["managed_allowed_domains_only"], true);
          // An allow of a pattern that is denied too is no longer among the allows, and the deny of it stands.
          const bounds = [...hosts(before, "allow"), ...hosts(before, "deny")];
          for (const allowed of hosts(after, "allow"))
            assert.ok(bounds.some((known) => covers(known, allowed)));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("are met by what they clamp: clamping again changes nothing", () => {
    fc.assert(
      fc.property(
        userValues,
        trust,
        fc.array(requirementValues, { minLength: 1, maxLength: 2 }),
        (user, level, all) => {
          const sources = all.map(sourceOf);
          const once = resolve(layersOf([user], level), sources);
          if (!once) return;
          const requirements = combineRequirements(sources);
          const layer: Layer = { kind: "runtime", id: "again", base: "/", values: once.values };
          const twice = applyRequirements({ layers: [layer], values: once.values }, requirements, {
            version: "1.0.0",
            workspace: "/w",
          });
          assert.ok(equal(twice.values, once.values));
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe("layers", () => {
  const viewOf = (resolved: Resolved): ReturnType<typeof effectiveOf> =>
    effectiveOf({
      layers: resolved.merged.layers,
      disabled: [],
      values: resolved.values,
      clamps: resolved.clamps,
      findings: resolved.findings,
      trust: "trusted",
      projectRoot: "/",
      ruleFolders: [],
      managedRules: [],
      requirements: { values: {}, sources: [] },
      digest: "",
    });

  it("explain every value by the layer or the requirement that gives it", () => {
    fc.assert(
      fc.property(
        fc.array(userValues, { minLength: 1, maxLength: 3 }),
        trust,
        fc.array(requirementValues, { maxLength: 2 }),
        (user, level, all) => {
          const resolved = resolve(layersOf(user, level), all.map(sourceOf));
          if (!resolved) return;
          const view = viewOf(resolved);
          for (const path of leaves(resolved.values)) {
            const story = view.explain(path);
            assert.ok(story, `no story of ${path.join(".")}`);
            assert.ok(equal(story.value, valueAt(resolved.values, path)));
            if (story.clampedBy) assert.match(story.winner.layer, /^requirements/);
            else {
              const winner = resolved.merged.layers.find((layer) => layer.id === story.winner.layer);
              assert.ok(
                winner && equal(valueAt(winner.values, path), story.value),
                `${path.join(".")} is not what ${story.winner.layer} says`,
              );
            }
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("merge so that a layer changes only what it sets", () => {
    const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
      leaf: fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer(), { maxLength: 2 })),
      table: fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__"), tie("any"), { maxKeys: 3 }),
      any: fc.oneof({ depthSize: "small" }, tie("leaf"), tie("table")),
    })).table;
    fc.assert(
      fc.property(value as fc.Arbitrary<Table>, value as fc.Arbitrary<Table>, (low, high) => {
        const merged = mergeTables(low, high);
        assert.ok(equal(mergeTables(merged, high), merged), "merging again changes nothing");
        for (const path of leaves(high)) {
          const wanted = valueAt(high, path);
          if (isTable(wanted)) continue;
          assert.ok(equal(valueAt(merged, path), wanted));
        }
        for (const path of leaves(low)) {
          const set = path.some((_, i) => {
            const above = valueAt(high, path.slice(0, i + 1));
            return above !== undefined && (!isTable(above) || i === path.length - 1);
          });
          if (!set) assert.ok(equal(valueAt(merged, path), valueAt(low, path)));
        }
      }),
      { numRuns: RUNS },
    );
  });
});
