#!/usr/bin/env node
"use strict";
// Starts the paddock command. Where this Node is too old, the one that the repository brings takes over. One file in
// CommonJS, because everything here is paid at every start.
const { existsSync, readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { Script } = require("node:vm");

const here = __dirname;
const build = join(here, "..", "build");

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
  const { spawn } = require("node:child_process");
  const { constants } = require("node:os");
  const child = spawn(node, [__filename, ...process.argv.slice(2)], { stdio: "inherit" });
  // The terminal sends ctrl-c to the whole group; the child decides what it means.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => complain(`could not start ${node}: ${error.message}`));
  child.on("exit", (code, signal) => {
    process.exitCode = signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1);
  });
}

/** The compiled form lies beside the program, in Paddock's own install, which no plan lets a command write. */
const cacheOf = (file) => `${file}.cache`;

/** Digest in the first line of the program, and in front of the compiled form. */
const DIGEST = { from: 2, length: 64 };

function compiledForm(file, digest) {
  try {
    const bytes = readFileSync(cacheOf(file));
    return bytes.latin1Slice(0, DIGEST.length) === digest ? bytes.subarray(DIGEST.length) : undefined;
  } catch {
    return undefined;
  }
}

/** What this process has compiled, by file. */
const compiled = new Map();

/** Compiles the program in `file`; V8 itself refuses a compiled form that another version made. */
function compileProgram(file) {
  // The bundle is ASCII, and these bytes need no decoding.
  const source = readFileSync(file, "latin1");
  const digest = source.slice(DIGEST.from, DIGEST.from + DIGEST.length);
  const cachedData = compiledForm(file, digest);
  const script = new Script(source, {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const program = { script, digest };
  compiled.set(file, program);
  return program;
}

/** Runs the program in `file`, and gives what it exports. Of what it loads later, other programs are compiled as it was. */
function runProgram(file) {
  const url = pathToFileURL(file).href;
  const load = (name) =>
    name.endsWith(".cjs")
      ? new Promise((resolve) => resolve(runProgram(join(dirname(file), name))))
      : import(new URL(name, url).href);
  return compileProgram(file).script.runInThisContext()(require, url, load);
}

/** Both understand every command; that for the sandbox, which other programs start again and again, has it at hand. */
function programFor(words) {
  const name = words.some((word) => word.startsWith("sandbox")) ? "sandbox.cjs" : "paddock.cjs";
  return join(build, name);
}

function start() {
  const bundle = programFor(process.argv.slice(2));
  const good = recentEnough(process.versions.node);
  const node = good ? undefined : broughtNode();
  if (node !== undefined) handOver(node);
  else if (!good)
    complain(
      `needs Node 22.18 or later, and this is ${process.versions.node}. Install a newer Node, or run \`npm ci\` in Paddock's folder, which brings one.`,
    );
  else if (!existsSync(bundle))
    complain(
      `the bundle ${bundle} is missing. Run \`npm start\` in Paddock's folder once, or \`node ${join(here, "..", "scripts", "bundle.js")}\`.`,
    );
  else runProgram(bundle);
}

if (require.main === module) start();
else module.exports = { cacheOf, compileProgram, compiled, runProgram };
