// `npm test`: sets up what is missing, then runs every test under Node and Deno and the conformance suites.
// `npm test -- WORD...` runs only the suites whose name contains one of the words. The last line counts all of them.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { node, prepare, root, toolEnvironment } from "./prepare.js";
import { suites } from "./suites.js";

const words = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "paddock-test-"));
const total = { passed: 0, failed: 0, skipped: 0 };
const skips = new Map();
/** What failed, named once more directly above the last line: a log that is cut in the middle still says what broke. */
const failures = [];

prepare();

function run(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: root,
      env: toolEnvironment(options.env),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ status: 1, output: String(error) }));
    child.on("close", (status) => resolve({ status: status ?? 1, output }));
  });
}

const fromXml = (text) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");

function noteSkip(suite, name, reason) {
  const key = `${suite}: ${reason ?? "no reason given"}`;
  skips.set(key, [...(skips.get(key) ?? []), name]);
}

async function runNode(suite) {
  const report = join(scratch, `${suite.name.replaceAll(/\W+/g, "-")}.jsonl`);
  const { status, output } = await run(node, [
    "--conditions=paddock-source",
    "--no-warnings",
    "--test",
    `--test-reporter=${join(root, "scripts/tally-reporter.js")}`,
    `--test-reporter-destination=${report}`,
    ...(suite.args ?? []),
    ...suite.files,
  ]);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const lines = existsSync(report) ? readFileSync(report, "utf8").split("\n").filter(Boolean) : [];
  for (const line of lines) {
    const result = JSON.parse(line);
    counts[result.outcome] += 1;
    if (result.outcome === "skipped") noteSkip(suite.name, result.name, result.reason);
    if (result.outcome === "failed") {
      failures.push(`${suite.name}: ${result.name}`);
      process.stdout.write(
        `FAILED ${relative(root, result.file ?? "")}:${result.line} ${result.name}\n${result.error}\n`,
      );
    }
  }
  if (status !== 0 && counts.failed === 0) {
    counts.failed += 1;
    process.stdout.write(`FAILED ${suite.name}: the test run ended with status ${status}\n${output}\n`);
  }
  if (lines.length === 0 && status === 0) {
    counts.failed += 1;
    process.stdout.write(`FAILED ${suite.name}: no test ran\n${output}\n`);
  }
  return counts;
}

async function runDeno(suite) {
  const report = join(scratch, `${suite.name.replaceAll(/\W+/g, "-")}.xml`);
  const { status, output } = await run(
    "deno",
    ["test", "-A", "--no-check", "--quiet", `--junit-path=${report}`, ...suite.files],
    {
      env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    },
  );
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const xml = existsSync(report) ? readFileSync(report, "utf8") : "";
  for (const [, attributes, body = ""] of xml.matchAll(
    /<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const name = fromXml(/name="([^"]*)"/.exec(attributes)?.[1] ?? "");
    if (/<(failure|error)/.test(body)) {
      counts.failed += 1;
      failures.push(`${suite.name}: ${name}`);
    } else if (/<skipped/.test(body)) {
      counts.skipped += 1;
      noteSkip(suite.name, name, "under Deno; the test itself says why");
    } else counts.passed += 1;
  }
  if (status !== 0) {
    if (counts.failed === 0) counts.failed += 1;
    // Deno lists every test that passed before it says what failed.
    const errors = output.lastIndexOf("\n ERRORS");
    process.stdout.write(`FAILED ${suite.name}\n${errors < 0 ? output : output.slice(errors)}\n`);
  } else if (counts.passed + counts.skipped === 0) {
    counts.failed += 1;
    process.stdout.write(`FAILED ${suite.name}: no test ran\n${output}\n`);
  }
  return counts;
}

async function runConformance(suite) {
  const { status, output } = await run(node, [
    "--conditions=paddock-source",
    "--no-warnings",
    "conformance/src/run.ts",
    ...suite.args,
  ]);
  const closing = /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(output);
  if (!closing) {
    process.stdout.write(`FAILED ${suite.name}: no closing line, status ${status}\n${output}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const counts = { passed: Number(closing[1]), failed: Number(closing[2]), skipped: Number(closing[3]) };
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  if (counts.failed > 0) process.stdout.write(`FAILED ${suite.name}\n${output}\n`);
  for (const [, id] of output.matchAll(/^FAILED {2}(\S+):/gm)) failures.push(`${suite.name}: ${id}`);
  if (counts.skipped > 0) {
    for (const line of output.split("\n")) {
      const skip = /^skip\S*\s+(\S+?):?\s+(.*)$/i.exec(line);
      if (skip) noteSkip(suite.name, skip[1], skip[2]);
    }
  }
  return counts;
}

const runners = { node: runNode, deno: runDeno, conformance: runConformance };
const chosen = suites().filter(
  (suite) => words.length === 0 || words.some((word) => suite.name.includes(word)),
);
if (chosen.length === 0) {
  process.stderr.write(
    `paddock: no suite is named like ${words.join(" ")}; there are: ${suites()
      .map((suite) => suite.name)
      .join(", ")}\n`,
  );
  process.exit(2);
}

async function worker(queue) {
  for (let suite = queue.shift(); suite; suite = queue.shift()) {
    const started = Date.now();
    const counts = await runners[suite.kind](suite);
    for (const key of Object.keys(total)) total[key] += counts[key];
    if (counts.failed > 0 && !failures.some((failure) => failure.startsWith(`${suite.name}: `))) {
      failures.push(`${suite.name}: see above`);
    }
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    process.stdout.write(
      `${suite.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)\n`,
    );
  }
}

// Suites that measure isolation or drive a terminal run alone, after the others.
const together = chosen.filter((suite) => !suite.alone);
await Promise.all([worker(together), worker(together)]);
await worker(chosen.filter((suite) => suite.alone));
rmSync(scratch, { recursive: true, force: true });
for (const [why, names] of skips) process.stdout.write(`skipped ${names.length}: ${why}\n`);
for (const failure of failures) process.stdout.write(`failed ${failure}\n`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
