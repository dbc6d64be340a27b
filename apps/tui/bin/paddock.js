#!/usr/bin/env node
"use strict";
// Starts the paddock command. Where this Node is too old, the one that the repository brings takes over (hand-over.js).
// A small file in CommonJS, because everything here is paid at every start.
const { existsSync, readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

const build = join(__dirname, "..", "build");

function recentEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
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
  const load = (name) => {
    const path = join(dirname(file), name);
    return name.endsWith(".cjs")
      ? new Promise((resolve) => resolve(runProgram(path)))
      : import(require("node:url").pathToFileURL(path).href);
  };
  return compileProgram(file).script.runInThisContext()(require, file, load);
}

/** Both understand every command; that for the sandbox, which other programs start again and again, has it at hand. */
function programFor(words) {
  const name = words.some((word) => word.startsWith("sandbox")) ? "sandbox.cjs" : "paddock.cjs";
  return join(build, name);
}

/** Starts the program that the words of this process name. */
function start() {
  if (!recentEnough(process.versions.node)) return require("./hand-over.js").handOver(__filename);
  const program = programFor(process.argv.slice(2));
  if (existsSync(program)) return runProgram(program);
  process.stderr.write(
    `paddock: the bundle ${program} is missing. Run \`npm start\` in Paddock's folder once, or \`node ${join(__dirname, "..", "scripts", "bundle.js")}\`.\n`,
  );
  process.exitCode = 1;
}

if (require.main === module) start();
else module.exports = { cacheOf, compileProgram, compiled, runProgram, start };
