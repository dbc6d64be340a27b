// What a start of the command costs, as a ratio to a bare start of the same Node; all variants in turn in one series:
//   node bench/start.ts [--rounds 100] [--node FILE] [--peer NAME=COMMAND]...        (after `npm start` was run once)
// --node measures another Node as well, e.g. the system's; a peer is any command line, e.g. `codex sandbox -- true`.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ratios, time, type Variant } from "../../../packages/sandbox-linux/bench/timer.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "100" },
    node: { type: "string", multiple: true, default: [] },
    peer: { type: "string", multiple: true, default: [] },
  },
});
const root = fileURLToPath(new URL("../../../", import.meta.url));
const command = join(root, "node_modules/.bin/paddock");
const brought = join(root, "node_modules/node/bin/node");
const node = existsSync(brought) ? brought : process.execPath;
const base = mkdtempSync(join(homedir(), ".paddock-bench-"));

try {
  for (const folder of ["home", "work"]) mkdirSync(join(base, folder));
  const inside = (mode: string) => [command, "sandbox", "--mode", mode, "--", "/bin/true"];
  const variants: Variant[] = [
    { name: "bare node", argv: [node, "-e", "0"] },
    { name: "paddock --version", argv: [command, "--version"] },
    { name: "paddock sandbox, default", argv: [command, "sandbox", "--", "/bin/true"] },
    { name: "paddock sandbox, read-only", argv: inside("read-only") },
    { name: "paddock sandbox, workspace-write", argv: inside("workspace-write") },
    {
      name: "paddock sandbox, configured",
      argv: [command, "sandbox", "-c", "sandbox_mode=read-only", "--", "/bin/true"],
    },
    { name: "paddock exec", argv: [command, "exec", "run true"] },
    { name: "paddock rules check", argv: [command, "rules", "check", "--shell", "ls"] },
    ...values.node.map((file, index) => ({ name: `bare node ${index + 2}`, argv: [file, "-e", "0"] })),
    ...values.peer.map((peer) => {
      const [name = "", ...rest] = peer.split("=");
      return { name, argv: ["/bin/sh", "-c", rest.join("=")] };
    }),
  ];
  const env = { HOME: join(base, "home"), PATH: process.env["PATH"] };
  const options = { folder: base, rounds: values.rounds, cwd: join(base, "work"), env };
  process.stdout.write(ratios(time(variants, options), values.rounds));
} finally {
  rmSync(base, { recursive: true, force: true });
}
