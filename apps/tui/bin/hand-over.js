"use strict";
// What an entry started by a Node that is too old does: the Node that the repository brings takes over. Loaded only then,
// and in what every Node of the last years can read.
const { spawn } = require("node:child_process");
const { existsSync } = require("node:fs");
const { constants } = require("node:os");
const { dirname, join } = require("node:path");

/** The Node beside this program, looked for from here upwards; never from the folder the user stands in. */
function broughtNode() {
  for (let folder = __dirname; ; folder = dirname(folder)) {
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

function complain(text) {
  process.stderr.write(`paddock: ${text}\n`);
  process.exitCode = 1;
}

/** Starts `program` again by the Node beside it, and ends as it ends. */
function handOver(program) {
  const node = broughtNode();
  if (node === undefined)
    return complain(
      `needs Node 22.18 or later, and this is ${process.versions.node}. Install a newer Node, or run \`npm ci\` in Paddock's folder, which brings one.`,
    );
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: "inherit" });
  // The terminal sends ctrl-c to the whole group; the child decides what it means.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => complain(`could not start ${node}: ${error.message}`));
  child.on("exit", (code, signal) => {
    process.exitCode = signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1);
  });
}

module.exports = { handOver };
