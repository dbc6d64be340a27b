// `npm run eval:reviewer`: sets up what is missing, then judges labelled actions by the configured reviewer.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { node, prepare, root, toolEnvironment } from "./prepare.js";

prepare();
const result = spawnSync(
  node,
  ["--conditions=paddock-source", join(root, "conformance/src/eval-reviewer.ts"), ...process.argv.slice(2)],
  {
    stdio: "inherit",
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: toolEnvironment(),
  },
);
process.exitCode = result.status ?? 1;
