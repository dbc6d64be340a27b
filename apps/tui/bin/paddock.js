#!/usr/bin/env node
// Starts the paddock command. Where this Node is too old, the one that the repository brings takes over.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const bundle = join(here, "..", "build", "paddock.js");

function complain(text) {
  process.stderr.write(`paddock: ${text}\n`);
  process.exitCode = 1;
}

function recentEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** The Node beside this program, looked for from here upwards; never from the folder the user stands in. */
function broughtNode() {
  for (let folder = here; ; folder = dirname(folder)) {
    const candidate = join(
      folder,
      "node_modules",
      "node",
      "bin",
      process.platform === "win32" ? "node.exe" : "node",
    );
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

function handOver(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  // The terminal sends ctrl-c to the whole group; the child decides what it means.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => complain(`could not start ${node}: ${error.message}`));
  child.on("exit", (code, signal) => {
    process.exitCode = signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1);
  });
}

const node = recentEnough(process.versions.node) ? undefined : broughtNode();
if (node !== undefined) handOver(node);
else if (!recentEnough(process.versions.node))
  complain(
    `needs Node 22.18 or later, and this is ${process.versions.node}. Install a newer Node, or run \`npm ci\` in Paddock's folder, which brings one.`,
  );
else if (!existsSync(bundle))
  complain(
    `the bundle ${bundle} is missing. Run \`npm start\` in Paddock's folder once, or \`node ${join(here, "..", "scripts", "bundle.js")}\`.`,
  );
else await import(pathToFileURL(bundle).href);
