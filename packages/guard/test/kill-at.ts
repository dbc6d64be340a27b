// Runs one action through a guard whose process kills itself before one record: kill-at.ts WORKSPACE HOME N
import { join } from "node:path";
import { openExportedTrail, type Trail } from "@paddock/telemetry";
import { createGuard } from "../src/create-guard.ts";

const [workspace = "", home = "", at = ""] = process.argv.slice(2);
const env = { HOME: home, PADDOCK_HOME: home, PATH: "/usr/bin:/bin" };
const real = await openExportedTrail({
  directory: join(home, "trail"),
  session: "s",
  policy: "p",
  env,
  otel: undefined,
});
let count = 0;
const trail: Trail = {
  session: real.session,
  directory: real.directory,
  async append(event) {
    if (count++ === Number(at)) process.kill(process.pid, "SIGKILL");
    return await real.append(event);
  },
  close: () => real.close(),
  [Symbol.asyncDispose]: () => real.close(),
};
const guard = await createGuard({
  workspace,
  trust: "trusted",
  env,
  trail,
  onAsk: async () => ({ decision: "allow", by: "user" }),
});
const result = await guard.run({
  kind: "command",
  argv: ["/bin/sh", "-c", "echo x > made"],
  escalation: { kind: "outside" },
}).result;
await guard.close();
process.stdout.write(`${result.outcome} ${count}\n`);
