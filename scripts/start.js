// `npm start`: sets up what is missing, then runs the paddock command in the folder the user stood in.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { node, prepare, root } from "./prepare.js";

prepare();
const child = spawn(node, [join(root, "apps/tui/bin/paddock.js"), ...process.argv.slice(2)], {
  stdio: "inherit",
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
// The terminal sends ctrl-c to the whole group; the child decides what it means.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (signal !== "SIGINT") child.kill(signal);
  });
}
child.on("exit", (code, signal) => {
  process.exitCode = signal ? 128 + (signal === "SIGINT" ? 2 : 15) : (code ?? 1);
});
