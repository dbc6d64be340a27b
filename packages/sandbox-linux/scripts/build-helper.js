// Builds the sandbox helper with the system's C compiler, when its sources, this file or the compiler changed. Runs on
// any Node >= 18 with no dependency: `npm start` calls it before anything else is there. Says nothing when all is well.
//
//   node build-helper.js [--test] [--sanitize] [--analyze] [--cc COMPILER] [--out FILE]
//
// --test builds build/paddock-sandbox-test, which can pretend to lack kernel features; --sanitize adds ASan and UBSan.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { waysToCompile, waysToSanitize } from "./compilers.js";

const here = dirname(fileURLToPath(import.meta.url));
const helper = join(here, "..", "helper");
const build = join(here, "..", "build");
const prebuilt = join(here, "..", "prebuilt", `paddock-sandbox-linux-${process.arch}`);

const options = new Set(process.argv.slice(2).filter((word) => word.startsWith("--")));
const argumentOf = (name) => {
  const index = process.argv.indexOf(name);
  return index < 0 ? undefined : process.argv[index + 1];
};
const test = options.has("--test");
const sanitize = options.has("--sanitize");
const analyze = options.has("--analyze");
const given = argumentOf("--cc") ?? process.env.CC;
const ways = sanitize ? waysToSanitize(given) : waysToCompile(analyze ? (given ?? "cc") : given);
const name = `paddock-sandbox${test ? "-test" : ""}${sanitize ? "-sanitized" : ""}`;
const output = argumentOf("--out") ?? join(build, name);

const warnings = ["-Wall", "-Wextra", "-Werror", "-Wshadow", "-Wstrict-prototypes", "-Wvla"];
const hardening = ["-fstack-protector-strong", "-D_FORTIFY_SOURCE=2", "-fstack-clash-protection"];
function fail(text) {
  process.stderr.write(`paddock: ${text}\n`);
  process.exit(1);
}

const sources = readdirSync(helper)
  .filter((file) => file.endsWith(".c"))
  .sort()
  .map((file) => join(helper, file));

function digest() {
  const hash = createHash("sha256");
  const files = readdirSync(helper).filter((file) => /\.[ch]$/.test(file));
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(helper, file)));
  for (const script of ["build-helper.js", "compilers.js"]) hash.update(readFileSync(join(here, script)));
  return hash.update(JSON.stringify([ways, process.arch])).digest("hex");
}

function compile(way, target) {
  const flags = [
    "-std=c11",
    "-D_GNU_SOURCE",
    "-O2",
    ...warnings,
    ...(sanitize ? [] : hardening),
    ...(test ? ["-DPADDOCK_TEST_CAPABILITIES"] : []),
    // The plan owns what the reader grows, through pointers the analyzer loses; the fuzz target checks for leaks.
    ...(analyze ? ["-fanalyzer", "-Wno-analyzer-malloc-leak"] : []),
    // The same sources give the same bytes wherever they lie.
    `-ffile-prefix-map=${helper}=helper`,
    ...(sanitize ? [] : ["-s", "-Wl,--build-id=none"]),
    ...way.flags,
  ];
  const args = [...flags, "-o", target, ...way.link, ...sources, "-pthread", ...way.end];
  return spawnSync(way.compiler, args, { encoding: "utf8" });
}

function main() {
  const stamp = `${output}.stamp`;
  const wanted = digest();
  if (!analyze && existsSync(output) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  mkdirSync(dirname(output), { recursive: true });
  const target = `${output}.${process.pid}`;
  let result;
  for (const way of ways) {
    result = compile(way, target);
    // A published package brings the helper along.
    if (result.error?.code === "ENOENT" && !given && existsSync(prebuilt)) return;
    if (result.error?.code === "ENOENT") {
      fail(
        `there is no C compiler (\`${way.compiler}\`), and the Linux sandbox needs one to build its helper. ` +
          "On Debian and Ubuntu: apt-get install gcc libc6-dev; on Fedora: dnf install gcc glibc-static; " +
          "on Alpine: apk add gcc musl-dev linux-headers. Or set CC.",
      );
    }
    if (result.status === 0) break;
  }
  if (result.status !== 0) {
    rmSync(target, { force: true });
    fail(`the sandbox helper does not compile with \`${ways.at(-1).compiler}\`:\n${result.stderr}`);
  }
  // Renamed into place: a run that has the old file open keeps it, and two builds at once do not mix.
  renameSync(target, output);
  writeFileSync(stamp, wanted);
}

main();
