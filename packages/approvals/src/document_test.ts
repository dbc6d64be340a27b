import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { describeTable, documentTable, examples } from "./document.ts";
import { evaluate } from "./evaluate.ts";
import type { Mode } from "./input.ts";

test("TABLE.md is what the code says", () => {
  assert.equal(readFileSync(new URL("../TABLE.md", import.meta.url), "utf8"), documentTable());
});

test("a named profile reads like workspace-write, and on-failure like on-request", () => {
  for (const [name, action] of examples) {
    for (const compat of [undefined, "codex"] as const) {
      const decide = (mode: Mode, kind: "on-request" | "on-failure" | "never" | "untrusted"): unknown => {
        const found = evaluate({
          policy: { kind },
          reviewer: "user",
          mode,
          action,
          grants: [],
          ...(compat === undefined ? {} : { compat }),
        });
        return found.decision === "deny" ? "deny" : [found.decision, found.placement];
      };
      for (const kind of ["on-request", "never", "untrusted"] as const) {
        assert.deepEqual(decide("profile", kind), decide("workspace-write", kind), name);
      }
      for (const mode of ["read-only", "workspace-write", "danger-full-access"] as const) {
        assert.deepEqual(decide(mode, "on-failure"), decide(mode, "on-request"), name);
      }
    }
  }
});

test("row names are unique within a kind of action and start with what they judge", () => {
  const seen = new Set<string>();
  for (const { kind, id, says } of describeTable()) {
    assert.equal(seen.has(`${kind} ${id}`), false, id);
    seen.add(`${kind} ${id}`);
    assert.match(id, /^[a-z]+\.[a-z-]+$/);
    assert.match(says, /^[A-Z].*\.$/);
  }
});
