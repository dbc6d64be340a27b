// `npm run check`: the gate. Types, lint and format, house rules, dead code, and what each package would publish.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { node, prepare, root, toolEnvironment } from "./prepare.js";

prepare({ bundle: false });
const packages = readdirSync(join(root, "packages")).map((name) => join("packages", name));
let failed = 0;

function step(name, file, args, cwd = root) {
  const result = spawnSync(file, args, {
    cwd,
    encoding: "utf8",
    env: toolEnvironment({
      NO_COLOR: "1",
      DENO_NO_UPDATE_CHECK: "1",
      TURBO_TELEMETRY_DISABLED: "1",
      DO_NOT_TRACK: "1",
    }),
    maxBuffer: 1 << 28,
  });
  const good = result.status === 0;
  process.stdout.write(`${good ? "ok    " : "FAILED"} ${name}\n`);
  if (!good) {
    failed += 1;
    process.stdout.write(`${result.stdout ?? ""}${result.stderr ?? ""}${result.error ?? ""}\n`);
  }
}

step("build and type check", "turbo", [
  "run",
  "build",
  "check",
  "--output-logs=errors-only",
  "--no-update-notifier",
]);
step("lint and format", "biome", ["check", "."]);
step("house rules", node, [join(root, "scripts/house.js")]);
step("dead code and dependencies", "knip", ["--no-progress", "--no-config-hints"]);
for (const folder of packages) {
  step(`${folder}: publint`, "publint", ["--strict"], join(root, folder));
  step(
    `${folder}: deno publish --dry-run`,
    "deno",
    ["publish", "--dry-run", "--allow-dirty", "--quiet"],
    join(root, folder),
  );
}
// All entries at once, so that a type of a sibling counts as documented where it is exported.
const entries = packages.flatMap((folder) => {
  const { exports } = JSON.parse(readFileSync(join(root, folder, "deno.json"), "utf8"));
  return Object.values(typeof exports === "string" ? { ".": exports } : exports).map((path) =>
    join(folder, path),
  );
});
step("deno doc --lint", "deno", ["doc", "--lint", "--quiet", ...entries]);
if (process.platform === "linux") {
  const helper = join(root, "packages/sandbox-linux");
  const analyzed = join(helper, "build/analyzed");
  step("helper: static analysis", node, [
    join(helper, "scripts/build-helper.js"),
    "--analyze",
    "--out",
    analyzed,
  ]);
  step("helper: three seconds of fuzzing", node, [
    join(helper, "scripts/fuzz-records.js"),
    "3",
    "1",
    "--own",
  ]);
}
process.stdout.write(failed === 0 ? "every check passed\n" : `${failed} checks failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
