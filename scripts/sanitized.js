// `npm run sanitized -- [SUITE]...`: plays whole conformance suites with a helper that was built with AddressSanitizer
// and UndefinedBehaviorSanitizer; default: escape, git-plants and work. A fault ends the helper with a status of its own,
// which the suites know. The helper in build/ is exchanged for the time, and built anew afterwards.
import { spawnSync } from "node:child_process";
import { copyFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { node, prepare, root, toolEnvironment } from "./prepare.js";

const named = process.argv.slice(2);
const suites = named.length > 0 ? named : ["escape", "git-plants", "work"];
const folder = join(root, "packages/sandbox-linux");
const helper = join(folder, "build/paddock-sandbox");
const run = (args) =>
  spawnSync(node, args, { cwd: root, stdio: "inherit", env: toolEnvironment() }).status ?? 1;

prepare();
const built = run([join(folder, "scripts/build-helper.js"), "--sanitize"]);
if (built !== 0) process.exit(built);
try {
  // Without its stamp the helper counts as stale, so an interrupted run leaves nothing behind.
  rmSync(`${helper}.stamp`, { force: true });
  copyFileSync(`${helper}-sanitized`, `${helper}.${process.pid}`);
  renameSync(`${helper}.${process.pid}`, helper);
  for (const suite of suites) {
    const status = run([
      "--conditions=paddock-source",
      "--no-warnings",
      "conformance/src/run.ts",
      "--suite",
      suite,
    ]);
    process.exitCode ||= status;
  }
} finally {
  rmSync(helper, { force: true });
  run([join(folder, "scripts/build-helper.js")]);
}
