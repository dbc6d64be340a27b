// `npm run conformance -- --suite NAME ...`: sets up what is missing, then runs the conformance runner.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { node, prepare, root, toolEnvironment } from "./prepare.js";

prepare();
const result = spawnSync(
  node,
  ["--conditions=paddock-source", join(root, "conformance/src/run.ts"), ...process.argv.slice(2)],
  {
    stdio: "inherit",
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: toolEnvironment(),
  },
);
process.exitCode = result.status ?? 1;
