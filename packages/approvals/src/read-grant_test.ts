import assert from "node:assert/strict";
import { test } from "node:test";
import { ApprovalsError } from "./errors.ts";
import type { Cover } from "./grant.ts";
import { readGrant } from "./read-grant.ts";

const good = {
  id: "g1",
  scope: "project",
  covers: [{ kind: "write", path: "/extra" }],
  by: "user",
  createdAt: "2026-01-01T00:00:00.000Z",
  expiresAt: "2026-02-01T00:00:00.000Z",
  project: "/w",
  text: "write /extra",
};

const covers: readonly Cover[] = [
  { kind: "exact", digest: "ab".repeat(32), placement: "outside" },
  { kind: "read", path: "/a" },
  { kind: "host", host: "h", port: 443, protocol: "https" },
  { kind: "prefix", prefix: ["npm", "test"], placement: "inside", cwd: "/w" },
  { kind: "mcp", server: "s", tool: "t" },
  { kind: "tool", name: "t" },
  { kind: "credential", name: "n" },
  { kind: "standing" },
];

test("a stored grant is read as it was written, whatever it covers", () => {
  for (const cover of covers) {
    const value = JSON.parse(JSON.stringify({ ...good, covers: [cover] }));
    assert.deepEqual(readGrant(value), value);
  }
});

const bad: readonly (readonly [string, unknown])[] = [
  ["no object", null],
  ["a list", [good]],
  ["no id", { ...good, id: undefined }],
  ["an unknown scope", { ...good, scope: "constructor" }],
  ["a project grant for no project", { ...good, project: undefined }],
  ["a project that is no text", { ...good, project: 1 }],
  ["an unknown giver", { ...good, by: "model" }],
  ["no end", { ...good, expiresAt: "never" }],
  ["nothing covered", { ...good, covers: [] }],
  ["covers that are no list", { ...good, covers: { kind: "write", path: "/" } }],
  ["an unknown cover", { ...good, covers: [{ kind: "everything" }] }],
  ["a cover named like a method", { ...good, covers: [{ kind: "toString" }] }],
  ["a path that climbs", { ...good, covers: [{ kind: "write", path: "/a/../.." }] }],
  ["a relative path", { ...good, covers: [{ kind: "write", path: "a" }] }],
  ["a path that is none", { ...good, covers: [{ kind: "write" }] }],
  ["an empty prefix", { ...good, covers: [{ kind: "prefix", prefix: [], placement: "inside" }] }],
  ["a prefix of text", { ...good, covers: [{ kind: "prefix", prefix: "rm", placement: "inside" }] }],
  ["a prefix without a place", { ...good, covers: [{ kind: "prefix", prefix: ["rm"] }] }],
  ["a short digest", { ...good, covers: [{ kind: "exact", digest: "ab", placement: "inside" }] }],
  ["a host without a name", { ...good, covers: [{ kind: "host", host: "" }] }],
];
for (const [name, value] of bad) {
  test(`a grant with ${name} is refused`, () => {
    assert.throws(
      () => readGrant(value),
      (error: unknown) => error instanceof ApprovalsError && error.code === "bad-grant",
    );
  });
}
