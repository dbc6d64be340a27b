// Adds and commits through a guard, whose command has this process's own input: commit-from-input.ts WORKSPACE HOME SCRIPT
import { createGuard } from "../src/create-guard.ts";

const [workspace = "", home = "", script = ""] = process.argv.slice(2);
await using guard = await createGuard({
  workspace,
  trust: "trusted",
  env: { HOME: home, PADDOCK_HOME: home, PATH: "/usr/bin:/bin" },
});
const result = await guard.run({ kind: "command", script, stdio: "inherit" }).result;
process.stderr.write(`${result.outcome}: ${result.text}\n`);
