import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { builtinProfile } from "./builtin-profile.ts";
import { SandboxError } from "./error.ts";
import { explainPlan } from "./explain.ts";
import { depthOf, isWithin, joinPath, parentOf } from "./path/lexical.ts";
import type { SandboxPlan } from "./plan.ts";
import type { Profile, ProfileEntry } from "./profile.ts";
import { resolvePlan } from "./resolve.ts";
import type { Surroundings } from "./surroundings.ts";
import { PROTECTED_NAMES } from "./tables/protected-names.ts";
import type { MemoryTree } from "./testing/memory-view.ts";
import { memorySurroundings } from "./testing/resolve-in-memory.ts";

const name = fc.constantFrom("a", "b", ".git", ".codex", ".env", ".vscode", "x y", "\udcff");
const inside = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const object = fc.oneof(
  { weight: 6, arbitrary: fc.constant("text" as const) },
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: inside.map((link) => ({ link: `/other/${link}` })) },
);

/** A tree in which no file has anything below it. */
const tree: fc.Arbitrary<MemoryTree> = fc.dictionary(inside, object, { maxKeys: 8 }).map((raw) => {
  const kept: Record<string, MemoryTree[string]> = {};
  for (const [path, value] of Object.entries(raw).sort(([a], [b]) => depthOf(`/${a}`) - depthOf(`/${b}`))) {
    const whole = `/project/${path}`;
    const blocked = Object.entries(kept).some(([other, held]) => held !== null && isWithin(whole, other));
    if (!blocked) kept[whole] = value;
  }
  return { ...kept, "/other/a/b": "", "/other/.git": null };
});

const entry: fc.Arbitrary<ProfileEntry> = fc.oneof(
  fc.record({
    under: fc.constant(":workspace_roots"),
    path: fc.oneof(inside, fc.constant(".")),
    access: fc.constantFrom("read" as const, "write" as const, "deny" as const),
  }),
  fc.record({
    under: fc.constant(":workspace_roots"),
    path: fc.constantFrom("**/*.env", "*", "a/**", "**/.env"),
    access: fc.constant("deny" as const),
  }),
  fc.record({
    path: inside.map((path) => `/other/${path}`),
    access: fc.constantFrom("read" as const, "write" as const, "deny" as const),
  }),
);

const profile: fc.Arbitrary<Profile> = fc.oneof(
  fc
    .array(entry, { maxLength: 4 })
    .map((entries) => builtinProfile("workspace-write", { entries, git: "read-only" })),
  fc.array(entry, { maxLength: 5 }).map(
    (entries): Profile => ({
      name: "p",
      mode: "profile",
      entries: [{ path: ":root", access: "read" }, ...entries],
      network: { kind: "off" },
    }),
  ),
  fc
    .array(entry, { maxLength: 5 })
    .map((entries): Profile => ({ name: "p", mode: "profile", entries, network: { kind: "off" } })),
);

/** Checks a claim about every plan that resolves; a refusal is an answer too, but only a known one. */
async function holds(
  claim: (plan: SandboxPlan, profile: Profile, surroundings: Surroundings) => void,
): Promise<void> {
  let resolved = 0;
  await fc.assert(
    fc.asyncProperty(profile, tree, async (which, where) => {
      const surroundings = await memorySurroundings(which, { tree: where });
      let plan: SandboxPlan;
      try {
        plan = resolvePlan(which, surroundings);
      } catch (error) {
        assert.ok(error instanceof SandboxError, String(error));
        return;
      }
      resolved++;
      claim(plan, which, surroundings);
    }),
    { numRuns: 400 },
  );
  assert.ok(resolved > 50, "too few plans resolved to say anything");
}

test("every plan has one entry a path, shallow to deep, in normal spelling", async () => {
  await holds(({ entries }) => {
    assert.equal(new Set(entries.map(({ path }) => path)).size, entries.length);
    entries.forEach((item, index) => {
      assert.equal(item.path, joinPath("/", item.path));
      if (index > 0) assert.ok(depthOf(entries[index - 1]!.path) <= depthOf(item.path));
      assert.ok(!(item.missing && item.access === "write"));
    });
  });
});

test("no plan shows anything below a denied path but what is writable", async () => {
  await holds((plan) => {
    for (const item of plan.entries) {
      if (item.access !== "read" || item.path === "/") continue;
      const above = explainPlan(plan, parentOf(item.path));
      assert.notEqual(above.entry?.access, "deny", `${item.path} below ${above.entry?.path}`);
    }
  });
});

test("every path that a profile denies is denied, or a deeper write opens it", async () => {
  await holds((plan, which, surroundings) => {
    for (const item of which.entries) {
      if (item.access !== "deny" || /[*?]/.test(item.path)) continue;
      const fact = surroundings.facts[joinPath(item.under === undefined ? "/" : "/project", item.path)]!;
      if (fact.type === "missing") continue;
      assert.equal(explainPlan(plan, fact.real).access, "deny", fact.real);
    }
    for (const glob of surroundings.globs) {
      for (const match of glob.matches) {
        if (match.missing) continue;
        assert.equal(explainPlan(plan, match.path).access, "deny", match.path);
      }
    }
  });
});

test("no plan lets a protected name of a workspace be written unless an entry names it", async () => {
  await holds((plan, which) => {
    for (const protectedName of PROTECTED_NAMES) {
      const opened = which.entries.some(
        (item) => item.access === "write" && joinPath("/", item.path).split("/").includes(protectedName),
      );
      if (opened) continue;
      assert.notEqual(explainPlan(plan, `/project/${protectedName}/x`).access, "write", protectedName);
    }
  });
});

test("no plan shows PADDOCK_HOME", async () => {
  await holds((plan) => {
    assert.equal(explainPlan(plan, "/home/me/.paddock/config.toml").access, "deny");
  });
});

test("surroundings give the same plan after a journey through JSON", async () => {
  await holds((plan, which, surroundings) => {
    assert.deepEqual(resolvePlan(which, JSON.parse(JSON.stringify(surroundings)) as Surroundings), plan);
  });
});
