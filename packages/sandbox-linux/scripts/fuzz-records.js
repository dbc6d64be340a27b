// Builds and runs the fuzz target of the record reader under AddressSanitizer and UndefinedBehaviorSanitizer.
//
//   node fuzz-records.js [SECONDS] [SEED] [--own]
//
// With clang by libFuzzer, guided by coverage; without it, or with --own, by a loop that mutates the seeds.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..");
const own = process.argv.includes("--own");
const [seconds = "1", seed = "1"] = process.argv.slice(2).filter((word) => word !== "--own");
const clang = !own && spawnSync("clang", ["--version"]).status === 0;
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
const seeds = readdirSync(join(folder, "fuzz/seeds")).map((name) => join(folder, "fuzz/seeds", name));

/** libFuzzer keeps what it finds in the folder of its seeds, so it gets copies; and the words of the language. */
function corpus() {
  const place = join(folder, "build", "fuzz-corpus");
  mkdirSync(place, { recursive: true });
  for (const seed of seeds)
    writeFileSync(join(place, basename(seed)), readFileSync(seed, "utf8").replaceAll("\n", "\0"));
  const texts = ["records.c", "record_verbs.c"].map((name) =>
    readFileSync(join(folder, "helper", name), "utf8"),
  );
  const words = new Set(texts.join("").match(/"[a-z][a-z-]+ ?"/g));
  writeFileSync(join(folder, "build", "fuzz.dict"), `${[...words].join("\n")}\n`);
  return place;
}

const limits = [`-max_total_time=${seconds}`, `-seed=${seed}`, "-verbosity=0", "-print_final_stats=1"];
const run = clang
  ? [...limits, `-dict=${join(folder, "build", "fuzz.dict")}`, corpus()]
  : [seconds, seed, ...seeds];
const result = spawnSync(output, run, { stdio: "inherit" });
process.exitCode = result.status ?? 1;
