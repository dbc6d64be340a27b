import assert from "node:assert/strict";
import { test } from "node:test";
import { ApprovalsError } from "./errors.ts";
import type { Cover, Need } from "./grant.ts";
import { createGrants, GRANT_LIFETIME } from "./grants.ts";

function fakeClock(): { now(): number; at: number } {
  const clock = { at: Date.parse("2026-01-01T00:00:00Z"), now: (): number => clock.at };
  return clock;
}

const digest = "0123456789abcdef".repeat(4);
const exact: Cover = { kind: "exact", digest, placement: "inside" };
const base = { by: "user", text: "t", session: "s1", turn: "t1", project: "/w" } as const;

test("a grant ends when its time is over", () => {
  const clock = fakeClock();
  const grants = createGrants({ clock });
  grants.add({ ...base, scope: "session", covers: [exact], lifetimeMs: 1000 });
  assert.equal(grants.list().length, 1);
  clock.at += 1000;
  assert.equal(grants.list().length, 0);
});

test("no grant outlives its scope's longest life", () => {
  const clock = fakeClock();
  const grant = createGrants({ clock }).add({ ...base, scope: "once", covers: [exact], lifetimeMs: 1e12 });
  assert.equal(Date.parse(grant.expiresAt) - clock.at, GRANT_LIFETIME.once);
});

test("once counts once", () => {
  const grants = createGrants({ clock: fakeClock() });
  const { id } = grants.add({ ...base, scope: "once", covers: [exact] });
  assert.equal(grants.spend(id), true);
  assert.equal(grants.spend(id), false);
  assert.equal(grants.list().length, 0);
});

test("a turn's grant does not count in the next turn, a session's does", () => {
  const grants = createGrants({ clock: fakeClock() });
  const need: readonly Need[] = [{ kind: "write", path: "/extra/b" }];
  const cover: Cover = { kind: "write", path: "/extra" };
  grants.add({ ...base, scope: "turn", covers: [cover] });
  assert.ok(grants.match(need, undefined, { session: "s1", turn: "t1" }));
  assert.equal(grants.match(need, undefined, { session: "s1", turn: "t2" }), undefined);
  grants.add({ ...base, scope: "session", covers: [cover] });
  assert.ok(grants.match(need, undefined, { session: "s1", turn: "t2" }));
  assert.equal(grants.match(need, undefined, { session: "s2", turn: "t2" }), undefined);
});

test("a path grant covers what lies below and nothing beside it", () => {
  const grants = createGrants({ clock: fakeClock() });
  grants.add({ ...base, scope: "user", covers: [{ kind: "write", path: "/extra" }] });
  const can = (path: string): boolean => grants.match([{ kind: "write", path }], undefined, {}) !== undefined;
  assert.deepEqual(["/extra", "/extra/a/b", "/extra2", "/"].map(can), [true, true, false, false]);
});

test("a prefix grant covers longer commands, for its placement and directory only", () => {
  const grants = createGrants({ clock: fakeClock() });
  grants.add({
    ...base,
    scope: "session",
    covers: [{ kind: "prefix", prefix: ["npm", "test"], placement: "inside", cwd: "/w" }],
  });
  const can = (commands: readonly string[][], placement: "inside" | "outside", cwd = "/w"): boolean =>
    grants.match([{ kind: "run", placement, cwd, commands }], undefined, { session: "s1" }) !== undefined;
  assert.equal(can([["npm", "test", "--watch"]], "inside"), true);
  assert.equal(can([["npm", "test"]], "outside"), false);
  assert.equal(can([["npm", "test"]], "inside", "/other"), false);
  assert.equal(can([["npm", "test"], ["curl"]], "inside"), false);
  assert.equal(can([], "inside"), false);
});

test("an exact grant inside does not answer for outside", () => {
  const grants = createGrants({ clock: fakeClock() });
  grants.add({ ...base, scope: "session", covers: [exact] });
  const need = (placement: "inside" | "outside"): readonly Need[] => [{ kind: "exact", placement }];
  assert.ok(grants.match(need("inside"), digest, { session: "s1" }));
  assert.equal(grants.match(need("outside"), digest, { session: "s1" }), undefined);
});

test("ending a session ends its grants and keeps the project's", () => {
  const grants = createGrants({ clock: fakeClock() });
  for (const scope of ["once", "turn", "session", "project", "user"] as const) {
    grants.add({ ...base, scope, covers: [exact] });
  }
  grants.end({ session: "s1" });
  assert.deepEqual(
    grants.list().map((grant) => grant.scope),
    ["project", "user"],
  );
});

test("a malformed grant is misuse", () => {
  const grants = createGrants({ clock: fakeClock() });
  const covers: readonly (readonly Cover[])[] = [
    [],
    [{ kind: "write", path: "relative" }],
    [{ kind: "write", path: "/a/../b" }],
    [{ kind: "prefix", prefix: [], placement: "inside" }],
    [{ kind: "exact", digest: "short", placement: "inside" }],
  ];
  for (const bad of covers) {
    assert.throws(() => grants.add({ ...base, scope: "session", covers: bad }), ApprovalsError);
  }
  assert.throws(
    () => grants.add({ scope: "session", covers: [exact], by: "user", text: "t" }),
    ApprovalsError,
  );
});

test("a list can be stored and continued", () => {
  const clock = fakeClock();
  const first = createGrants({ clock });
  first.add({ ...base, scope: "project", covers: [exact] });
  const second = createGrants({ clock, initial: JSON.parse(JSON.stringify(first.list())) });
  assert.deepEqual(second.list(), first.list());
});

test("what outlives sessions follows its store: revoked there is gone here, granted there counts here", () => {
  const grants = createGrants({ clock: fakeClock() });
  const cover: Cover = { kind: "write", path: "/a" };
  const kept = grants.add({ ...base, scope: "user", covers: [cover] });
  const own = grants.add({ ...base, scope: "session", covers: [cover] });
  const other = { ...kept, id: "elsewhere", covers: [{ kind: "write", path: "/b" }] as const };
  assert.deepEqual(grants.follow([]), [], "it is not stored yet");
  assert.deepEqual(grants.follow([kept]), []);
  assert.deepEqual(grants.follow([other]), [kept]);
  assert.deepEqual(
    grants.list().map(({ id }) => id),
    [own.id, "elsewhere"],
  );
  assert.ok(grants.match([{ kind: "write", path: "/b" }], undefined, {}));
});

test("a grant of one project never counts in another, nor does one that names none", () => {
  const clock = fakeClock();
  const { project: _, ...nowhere } = createGrants({ clock }).add({
    ...base,
    scope: "project",
    covers: [exact],
  });
  const grants = createGrants({ clock, initial: [{ ...nowhere, id: "x" }] });
  grants.add({ ...base, scope: "project", covers: [exact] });
  assert.equal(grants.active({ project: "/other" }).length, 0);
  assert.equal(grants.active({ project: "/w" }).length, 1);
});

test("ids of kept grants are not given again", () => {
  const clock = fakeClock();
  const first = createGrants({ clock }).add({ ...base, scope: "user", covers: [exact] });
  const grants = createGrants({ clock, initial: [first] });
  assert.notEqual(grants.add({ ...base, scope: "user", covers: [exact] }).id, first.id);
});
