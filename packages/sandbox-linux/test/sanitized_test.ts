// A helper built with AddressSanitizer and UndefinedBehaviorSanitizer through every kind of run; a fault ends it with 99.
// `npm run sanitized` plays the whole corpus with it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { PlanEntry, SandboxPlan, SpawnOptions } from "@paddock/sandbox";
import { linuxBackend } from "../src/mod.ts";
import { env, list, planFor, scratch, text } from "../src/testdata/fixture.ts";

const helper = fileURLToPath(new URL("../build/paddock-sandbox-sanitized", import.meta.url));
const builder = fileURLToPath(new URL("../scripts/build-helper.js", import.meta.url));

function whyNot(): string | false {
  if ("Deno" in globalThis) return "compiled once, under Node";
  if (process.platform !== "linux") return "Linux only";
  const { status, stderr } = spawnSync(process.execPath, [builder, "--sanitize"], { encoding: "utf8" });
  if (status !== 0 && /asan|ubsan/.test(stderr)) return "this compiler brings no sanitizers";
  assert.equal(status, 0, stderr);
  return false;
}

interface Run {
  readonly script: string;
  readonly plan?: Partial<SandboxPlan>;
  readonly entries?: (root: string) => readonly PlanEntry[];
  readonly options?: SpawnOptions;
  readonly said: string;
}

const runs: Readonly<Record<string, Run>> = {
  "an ordinary run": { script: "echo x > f; cat f; touch /etc/x 2>/dev/null; exit 3", said: "x\n" },
  "names that are missing, and one that is denied": {
    script: "mkdir .git 2>/dev/null || echo kept; cat secret 2>/dev/null || echo hidden",
    entries: (root) => [
      { path: join(root, ".git"), access: "read", reason: "protected", missing: true },
      { path: join(root, "deep/er/.aws"), access: "deny", reason: "profile", missing: true },
      { path: join(root, "secret"), access: "deny", reason: "profile" },
    ],
    said: "kept\nhidden\n",
  },
  "listed reads": {
    script: "ls / | grep -c . > /dev/null; cat secret; exit 3",
    plan: { reads: "listed" },
    entries: () => ["/usr", "/etc"].map((path) => ({ path, access: "read", reason: "profile" })),
    said: "s\n",
  },
  "denials by name": {
    script: "touch /etc/x 2>/dev/null; mkdir /usr/x 2>/dev/null; mv secret /usr/y 2>/dev/null; echo done",
    plan: { nameDenials: true },
    said: "done\n",
  },
  "set-group-id, on a folder and on a file": {
    script:
      "mkdir -m 2775 d; chmod g+s secret 2>/dev/null || stat -c '%a %n' d; chmod g+s none /usr 2>/dev/null; exit 3",
    said: "2775 d\n",
  },
  "a terminal": {
    script: "stty size",
    options: { pty: { columns: 80, rows: 24 } },
    said: "24 80\r\n",
  },
  "a proxy's port": {
    script: "echo up",
    plan: { network: { kind: "proxy", ports: [3128] } },
    options: { onListener: (_, server) => server.close() },
    said: "up\n",
  },
};

describe("a helper built with sanitizers", { skip: whyNot() }, () => {
  const backend = linuxBackend({ helper });

  for (const [what, { script, plan, entries, options, said }] of Object.entries(runs)) {
    test(`has no fault in ${what}`, async () => {
      using at = scratch();
      writeFileSync(join(at.root, "secret"), "s\n");
      const whole = planFor(at.root, plan, entries?.(at.root) ?? []);
      const run = await backend.spawn(whole, { argv: ["sh", "-c", script], cwd: at.root, env }, options);
      const [out, err] = await Promise.all([text(run.stdout), text(run.stderr), list(run.denials)]);
      assert.doesNotMatch(err, /Sanitizer|runtime error/);
      assert.equal(out, said, err);
      assert.notDeepEqual(await run.status, { kind: "exit", code: 99 });
    });
  }

  test("has no fault in file verbs", async () => {
    using at = scratch();
    const path = join(at.root, "d/f");
    const data = new TextEncoder().encode("x".repeat(100_000));
    const results = await backend.files(planFor(at.root), [
      { verb: "mkdir", path: join(at.root, "d"), parents: true },
      { verb: "write", path, data, ifDigest: null },
      { verb: "read", path, offset: 5, limit: 7 },
      { verb: "list", path: join(at.root, "d") },
      { verb: "stat", path },
      { verb: "rename", path, to: `${path}2` },
      { verb: "unlink", path: `${path}2` },
      { verb: "write", path: "/etc/x", data },
    ]);
    assert.deepEqual(
      results.map(({ ok }) => ok),
      [true, true, true, true, true, true, true, false],
    );
  });

  test("is built with sanitizers", () => {
    assert.ok(readFileSync(helper, "latin1").includes("__asan_report_load"));
  });
});
