import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Outcome } from "./outcome.ts";
import { readCases } from "./read-cases.ts";
import type { DriverName, Suite } from "./suite.ts";
import { runUnprivileged } from "./unprivileged.ts";

/** Loaded by name, so that one suite does not need the packages of all others. */
const SUITES: Readonly<Record<string, () => Promise<Suite>>> = {
  rules: async () => (await import("./suites/rules.ts")).rulesSuite,
  decisions: async () => (await import("./suites/decisions.ts")).decisionsSuite,
  bypass: async () => (await import("./suites/bypass.ts")).bypassSuite,
  approvals: async () => (await import("./suites/approvals.ts")).approvalsSuite,
  network: async () => (await import("./suites/network.ts")).networkSuite,
  escape: async () => (await import("./suites/escape.ts")).escapeSuite,
  "git-plants": async () => (await import("./suites/escape.ts")).gitPlantsSuite,
  work: async () => (await import("./suites/escape.ts")).workSuite,
  seatbelt: async () => (await import("./suites/seatbelt.ts")).seatbeltSuite,
  config: async () => (await import("./suites/config.ts")).configSuite,
};

const USAGE = `usage: npm run conformance -- --suite ${Object.keys(SUITES).join("|")}
  [--cases FILE.jsonl] [--driver paddock|codex|srt|bare] [--json OUT] [--only ID]... [--jobs N] [--no-control]
  [--unprivileged]
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      suite: { type: "string" },
      cases: { type: "string" },
      driver: { type: "string", default: "paddock" },
      json: { type: "string" },
      only: { type: "string", multiple: true, default: [] },
      jobs: { type: "string", default: "2" },
      "no-control": { type: "boolean", default: false },
      unprivileged: { type: "boolean", default: false },
    },
  });
  const load = values.suite === undefined ? undefined : SUITES[values.suite];
  if (load === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  if (values.unprivileged) {
    const ended = runUnprivileged(process.argv.slice(2).filter((word) => word !== "--unprivileged"));
    if (typeof ended === "number") return ended;
    process.stdout.write(`skipped ${values.suite}: ${ended}\n0 passed, 0 failed, 1 skipped\n`);
    return 0;
  }
  const suite = await load();
  const driver = values.driver as DriverName;
  if (!suite.drivers.includes(driver)) {
    process.stderr.write(
      `the suite ${suite.name} knows the drivers ${suite.drivers.join(", ")}, not ${driver}\n`,
    );
    return 2;
  }
  const file = values.cases ?? join(import.meta.dirname, "..", "cases", suite.cases);
  const all = readCases(file);
  const cases =
    values.only.length === 0 ? all : all.filter((item) => values.only.includes(String(item["id"])));
  if (cases.length === 0) {
    process.stderr.write(`${file} holds no such case\n`);
    return 2;
  }
  const options = {
    driver,
    only: values.only,
    jobs: Number(values.jobs) || 1,
    control: !values["no-control"],
  };
  const outcomes: Outcome[] = [];
  for await (const outcome of suite.run(cases, options)) {
    outcomes.push(outcome);
    if (outcome.kind === "failed") process.stdout.write(`FAILED  ${outcome.id}: ${outcome.detail}\n`);
    if (outcome.kind === "skipped") process.stdout.write(`skipped ${outcome.id}: ${outcome.reason}\n`);
    if (outcome.kind !== "skipped")
      for (const note of outcome.notes ?? []) process.stdout.write(`note    ${outcome.id}: ${note}\n`);
  }
  const count = (kind: Outcome["kind"]): number => outcomes.filter((outcome) => outcome.kind === kind).length;
  const totals = { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
  const unjudged = cases.length - outcomes.length;
  if (unjudged > 0) process.stdout.write(`FAILED  ${unjudged} cases were not judged\n`);
  if (values.json !== undefined) {
    writeFileSync(
      values.json,
      `${JSON.stringify({ v: 1, suite: suite.name, driver, file, totals, outcomes }, null, 1)}\n`,
    );
  }
  process.stdout.write(
    `${totals.passed} passed, ${totals.failed + unjudged} failed, ${totals.skipped} skipped\n`,
  );
  return totals.failed + unjudged > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`conformance: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
