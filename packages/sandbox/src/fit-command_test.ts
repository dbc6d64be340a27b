import assert from "node:assert/strict";
import { test } from "node:test";
import { fitCommand } from "./fit-command.ts";
import type { SandboxPlan } from "./plan.ts";

const plan: SandboxPlan = {
  v: 1,
  mode: "workspace-write",
  reads: "full",
  entries: [
    { path: "/tmp", access: "write", reason: "tmp" },
    { path: "/ws", access: "write", reason: "root" },
  ],
  roots: ["/ws"],
  privateTmp: "/private",
  network: { kind: "off" },
  unixSockets: [],
  limits: {},
  nameDenials: false,
  require: [],
  accept: [],
};

const cases: readonly (readonly [
  what: string,
  change: Partial<SandboxPlan>,
  env: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
])[] = [
  [
    "a TMPDIR that is not writable",
    {},
    { TMPDIR: "/var/tmp" },
    { TMPDIR: "/tmp", LSAN_OPTIONS: "detect_leaks=0" },
  ],
  ["a TMPDIR that is", {}, { TMPDIR: "/ws/tmp" }, { TMPDIR: "/ws/tmp", LSAN_OPTIONS: "detect_leaks=0" }],
  ["options of the caller's own", {}, { LSAN_OPTIONS: "" }, { LSAN_OPTIONS: "" }],
  ["a plan that allows tracing", { allowPtrace: true }, {}, {}],
  ["no sandbox", { mode: "danger-full-access" }, {}, {}],
];
for (const [what, change, env, expected] of cases) {
  test(`the environment fits ${what}`, () => {
    assert.deepEqual(fitCommand({ ...plan, ...change }, { argv: ["x"], cwd: "/ws", env }).env, expected);
  });
}
