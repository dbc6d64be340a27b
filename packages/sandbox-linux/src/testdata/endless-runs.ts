// Starts one confined run after the other until it is killed: PLAN SCRIPT.
import process from "node:process";
import { linuxBackend } from "../mod.ts";
import { env } from "./fixture.ts";

const [plan, script] = process.argv.slice(2);
const parsed = JSON.parse(plan!);
const backend = linuxBackend();
process.stdout.write("up\n");
for (;;) {
  const run = await backend.spawn(parsed, { argv: ["sh", "-c", script!], cwd: parsed.roots[0], env }).catch(() => undefined);
  await run?.status;
}
