// Builds and runs the fuzz target of the record reader under AddressSanitizer and UndefinedBehaviorSanitizer.
//
//   node fuzz-records.js [SECONDS] [SEED]
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..");
const [seconds = "1", seed = "1"] = process.argv.slice(2);
const clang = spawnSync("clang", ["--version"]).status === 0;
const output = join(folder, "build", "fuzz-records");
const flags = [
  "-std=c11",
  "-D_GNU_SOURCE",
  "-g",
  "-O1",
  "-fno-omit-frame-pointer",
  "-fno-sanitize-recover=all",
];
const target = clang
  ? ["-DPADDOCK_LIBFUZZER", "-fsanitize=fuzzer,address,undefined"]
  : ["-fsanitize=address,undefined"];
const helper = ["records", "record_fields", "record_verbs", "paths", "guarantees"];
const sources = ["fuzz/records.c", ...helper.map((name) => `helper/${name}.c`)];

mkdirSync(join(folder, "build"), { recursive: true });
const built = spawnSync(
  clang ? "clang" : (process.env.CC ?? "cc"),
  [...flags, ...target, "-o", output, ...sources],
  {
    cwd: folder,
    encoding: "utf8",
  },
);
if (built.status !== 0) {
  process.stderr.write(
    `paddock: the fuzz target does not compile:\n${built.stderr ?? built.error?.message}\n`,
  );
  process.exit(1);
}
const run = clang ? [`-max_total_time=${seconds}`, `-seed=${seed}`] : [seconds, seed];
const result = spawnSync(output, run, { stdio: "inherit" });
process.exitCode = result.status ?? 1;
