// Builds the helper for every machine that a published package serves, into prebuilt/. `npm pack` and `npm publish` run
// it by themselves. The same sources and compiler give the same bytes.
//
//   node build-prebuilt.js [--all] [--out FOLDER]
//
// --all: a machine that no compiler is here for is an error; otherwise it is said and left out.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** By Node's names of machines: what GNU calls them. */
const MACHINES = { x64: "x86_64", arm64: "aarch64" };

const here = dirname(fileURLToPath(import.meta.url));
const argumentAt = process.argv.indexOf("--out");
const out = argumentAt < 0 ? join(here, "..", "prebuilt") : process.argv[argumentAt + 1];
const all = process.argv.includes("--all");
let missing = 0;

function compilerFor(arch) {
  if (process.platform === "linux" && arch === process.arch) return [];
  const cross = `${MACHINES[arch]}-linux-gnu-gcc`;
  return spawnSync(cross, ["--version"]).error === undefined ? ["--cc", cross] : undefined;
}

mkdirSync(out, { recursive: true });
for (const arch of Object.keys(MACHINES)) {
  const compiler = compilerFor(arch);
  const file = join(out, `paddock-sandbox-linux-${arch}`);
  const args = [join(here, "build-helper.js"), "--out", file, ...(compiler ?? [])];
  const result = compiler && spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  rmSync(`${file}.stamp`, { force: true });
  if (result?.status === 0) {
    const digest = createHash("sha256").update(readFileSync(file)).digest("hex");
    process.stdout.write(`${digest}  ${file}\n`);
  } else {
    missing += 1;
    rmSync(file, { force: true });
    process.stderr.write(
      `paddock: no helper for ${arch}: ${MACHINES[arch]}-linux-gnu-gcc is not here or failed\n`,
    );
  }
}
if (missing > 0 && (all || missing === Object.keys(MACHINES).length)) process.exitCode = 1;
